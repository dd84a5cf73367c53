// The map of the result page, loaded only when one is shown. `sync` brings it in step with the page: after loading and after each partial update.
import { MapView } from "./view.js";

let view;

/** `data`: the element [data-map] with addresses and texts, null when the page has no map any more. */
export function sync(data) {
  const box = data && document.getElementById("karte");
  if (view && view.box !== box) {
    view.remove();
    view = undefined;
  }
  if (!data) return;
  if (!document.createElement("canvas").getContext("webgl2")) return say(data.dataset.noMap);
  view ??= new MapView(box, data.dataset.worker);
  view.update(data.dataset).catch(() => {
    box.hidden = true;
    say(data.dataset.noPlaces);
  });
}

/** A notice above the results by area, which stand there anyway. */
function say(text) {
  const areas = document.getElementById("nach-gebiet");
  const notice = document.createElement("p");
  notice.className = "notice mb-4";
  notice.setAttribute("role", "status");
  notice.textContent = text;
  document.querySelector(".on-map__map")?.insertBefore(notice, areas);
  if (areas) areas.open = true;
}
