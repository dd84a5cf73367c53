// One map: ground, places, popup, and the list beside it. It lives on while htmx replaces the results round it.
import { AttributionControl, Map, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { drawName, style } from "./ground.js";
import { Markers } from "./markers.js";
import { Places } from "./places.js";
import { PlacePopup } from "./popup.js";

const NEAR = 13;
const NEAREST = 17;
const FIT = { padding: { top: 56, bottom: 40, left: 40, right: 56 }, maxZoom: 14 };
const GERMANY = [5.8, 47.2, 15.1, 55.1];

const json = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
};

const element = (tag, className, hidden = false) => Object.assign(document.createElement(tag), { className, hidden });

export class MapView {
  constructor(box, worker) {
    this.box = box;
    this.abort = new AbortController();
    setWorkerUrl(worker);
  }

  remove() {
    this.abort.abort();
    this.map?.remove();
  }

  /** `texts`: the data of the element [data-map], which each partial update brings anew. */
  async update(texts) {
    const before = this.texts;
    this.texts = texts;
    this.foldAreas();
    if (before?.places !== texts.places) {
      const asked = texts.places;
      const collection = await json(asked);
      if (this.texts.places !== asked) return; // meanwhile somebody asked for something else
      this.places = new Places(collection);
      this.total = collection.total;
      this.wasCoarse = false;
      if (!this.map) await this.start();
      else this.markers.clear();
      this.here.hidden = true;
      if (before && texts.fitted === undefined) this.fit();
      this.draw();
      this.tell();
    }
    this.popup.close();
    this.readList();
  }

  get asked() {
    return new URL(this.texts.places, location.href);
  }

  /** The part of the map that the search is limited to, if it is. */
  get part() {
    return this.asked.searchParams.get("ausschnitt")?.split(",").map(Number);
  }

  async start() {
    const { texts } = this;
    const [outlines, sprite] = await Promise.all([
      json(texts.outlines),
      fetch(texts.icons).then((answer) => answer.text()),
      loadStyleSheet(texts.style),
      document.fonts.load('500 12px "Fira Sans"'),
    ]);
    this.outlines = outlines;
    this.box.hidden = false;
    const canvas = this.box.appendChild(element("div", "map__canvas"));
    this.map = new Map({
      container: canvas,
      style: style(this.box, outlines),
      bounds: this.part ?? this.places.bounds ?? GERMANY,
      fitBoundsOptions: this.part ? { padding: 0 } : FIT,
      minZoom: 3,
      maxZoom: 19,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      locale: {
        "Map.Title": texts.region,
        "NavigationControl.ZoomIn": texts.zoomIn,
        "NavigationControl.ZoomOut": texts.zoomOut,
        "CooperativeGesturesHandler.WindowsHelpText": texts.ctrl,
        "CooperativeGesturesHandler.MacHelpText": texts.cmd,
        "CooperativeGesturesHandler.MobileHelpText": texts.twoFingers,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.furnish();
    const icons = { url: texts.icons, has: (name) => sprite.includes(`id="i-${name}"`) };
    this.markers = new Markers(this.map, texts, icons, (spot, byKeyboard) => this.choose(spot, byKeyboard));
    this.popup = new PlacePopup(this.map, texts, (name) => this.markers.icon(name), () => this.mark(null));
    this.map.setMissingStyleImageResolver((id) => drawName(this.map, id));
    this.map.on("move", () => this.draw());
    this.map.on("moveend", () => this.moved());
    this.map.on("resize", () => (this.own = true)); // nobody moved it
    this.rest = { zoom: this.map.getZoom(), centre: this.map.getCenter() };
    const { signal } = this.abort;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.streets || this.map.setStyle(style(this.box, this.outlines)), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.popup.close(), { signal });
  }

  /** What stands on and below the map beside MapLibre's own buttons. */
  furnish() {
    const { texts } = this;
    const help = element("p", "kern-sr-only");
    help.id = "karte-hilfe";
    help.textContent = texts.keys;
    this.map.getCanvas().setAttribute("aria-describedby", help.id);
    this.here = element("button", "kern-btn kern-btn--secondary map__here", true);
    this.here.type = "button";
    this.here.append(Object.assign(element("span", "kern-label"), { textContent: texts.searchHere }));
    this.here.addEventListener("click", () => this.searchHere());
    this.whole = element("button", "map__whole");
    this.whole.type = "button";
    this.whole.textContent = texts.whole;
    this.whole.addEventListener("click", () => this.fit());
    this.status = element("p", "map__status");
    this.status.setAttribute("role", "status");
    const note = element("div", "map__note");
    note.append(this.status, this.whole);
    if (texts.credit) note.append(Object.assign(element("p", ""), { textContent: texts.credit }));
    this.box.append(help, this.here, note);
    if (texts.streets) this.offerStreets();
  }

  // --- Places --------------------------------------------------------------------------------------------------------

  get bounds() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  draw() {
    this.markers.show(this.places.within(this.bounds, this.map.getZoom()), this.places.kinds);
  }

  fit(bounds = this.places.bounds) {
    this.own = true;
    if (bounds) this.map.fitBounds(bounds, FIT);
  }

  moved() {
    const zoom = this.map.getZoom();
    const centre = this.map.project(this.map.getCenter());
    if (this.own) this.rest = { zoom, centre: this.map.getCenter() };
    else if (Math.abs(zoom - this.rest.zoom) > 0.05 || centre.dist(this.map.project(this.rest.centre)) > 20) this.here.hidden = false;
    if (!this.own && (this.places.coarse || this.wasCoarse)) this.refine();
    this.own = false;
    this.draw();
    this.tell();
  }

  /** Of very many results only how many are where is known; nearer up it is asked again for what is in sight. */
  async refine() {
    clearTimeout(this.waiting);
    await new Promise((done) => (this.waiting = setTimeout(done, 250)));
    const url = this.asked;
    const [west, south, east, north] = this.bounds;
    const part = this.part ?? [-180, -90, 180, 90];
    const seen = [Math.max(west, part[0]), Math.max(south, part[1]), Math.min(east, part[2]), Math.min(north, part[3])];
    url.searchParams.set("ausschnitt", seen.map((edge) => edge.toFixed(4)).join());
    const places = new Places(await json(url));
    this.wasCoarse = true;
    this.places = places;
    this.markers.clear();
    this.draw();
    this.tell();
  }

  tell() {
    const { shown, placeless } = this.texts;
    const number = (value) => value.toLocaleString(document.documentElement.lang);
    const texts = [shown.replace("{shown}", number(this.places.countWithin(this.bounds))).replace("{total}", number(this.total))];
    const without = Number(this.texts.total) - this.total;
    if (without > 0) texts.push(placeless.replace("{count}", number(without)));
    this.status.textContent = texts.join(" ");
  }

  choose(spot, byKeyboard) {
    if (spot.place && !spot.place.box) {
      this.open(spot.place);
      return;
    }
    if (byKeyboard) this.map.once("moveend", () => this.markers.focusNear(spot.point));
    if (spot.place) {
      this.map.fitBounds(spot.place.box, FIT);
      return;
    }
    this.map.easeTo({ center: spot.point, zoom: Math.min(this.places.opensAt(spot.cluster), NEAREST) });
  }

  open(place, back = () => this.markers.focusNear(place.point)) {
    this.popup.open(place, { back });
    this.mark(place);
  }

  // --- In step with the list -----------------------------------------------------------------------------------------

  /** Mark the rows of a place, and bring the first into sight. */
  mark(place) {
    const ids = new Set(place?.things.map(({ id }) => id));
    let first;
    this.rows.forEach((row) => {
      const chosen = ids.has(row.dataset.thing);
      row.classList.toggle("is-chosen", chosen);
      if (chosen) first ??= row;
    });
    if (first && matchMedia("(min-width: 62rem)").matches) first.scrollIntoView({ block: "nearest" });
    this.markers.light(place && ((spot) => spot.place === place || (spot.cluster && this.places.holds(spot, place.things[0].id))));
  }

  readList() {
    this.rows = [...document.querySelectorAll(".on-map__list [data-thing]")];
    for (const row of this.rows) {
      const id = row.dataset.thing;
      const place = this.places.placeOf(id);
      if (!place || row.querySelector(".row__locate")) continue;
      const light = () => this.markers.light((spot) => this.places.holds(spot, id));
      const dim = () => this.markers.light(null);
      row.addEventListener("pointerenter", light);
      row.addEventListener("pointerleave", dim);
      row.addEventListener("focusin", light);
      row.addEventListener("focusout", dim);
      const locate = element("button", "row__locate");
      locate.type = "button";
      locate.append(this.markers.icon("map-pin"), this.texts.showOnMap);
      locate.append(Object.assign(element("span", "kern-sr-only"), { textContent: `: ${row.querySelector(".row__title").textContent.trim()}` }));
      locate.addEventListener("click", () => this.goTo(place, locate));
      row.querySelector(".row__title").parentElement.append(locate);
    }
  }

  goTo(place, button) {
    const zoom = Math.max(this.map.getZoom(), Math.min(this.places.aloneAt(place, this.map.getZoom()), NEAR)); // nearer up there is nothing to go by
    const there = () => this.open(place, () => button.focus());
    this.box.scrollIntoView({ block: "nearest" });
    this.own = true;
    this.map.once("moveend", there);
    this.map.easeTo({ center: place.point, zoom });
  }

  foldAreas() {
    const areas = document.getElementById("nach-gebiet");
    if (areas) areas.open = false;
  }

  searchHere() {
    const url = new URL(location.href);
    url.searchParams.delete("seite");
    url.searchParams.set("ausschnitt", this.bounds.map((edge) => edge.toFixed(4)).join());
    window.htmx.ajax("GET", url.pathname + url.search, { target: "#treffer", select: "#treffer", swap: "outerHTML" });
  }

  // --- A street map of somebody else, which the office may have chosen: never before a person asks for it ------------------

  offerStreets() {
    const { texts } = this;
    const part = element("div", "map__streets");
    const button = Object.assign(element("button", "kern-btn kern-btn--secondary"), { type: "button" });
    const label = button.appendChild(Object.assign(element("span", "kern-label"), { textContent: texts.streetsOn }));
    const note = Object.assign(element("p", "small muted"), { textContent: texts.streetsNote });
    const credit = new AttributionControl({ compact: false });
    button.addEventListener("click", () => {
      this.streets = !this.streets;
      note.textContent = texts.streetsNote;
      label.textContent = this.streets ? texts.streetsOff : texts.streetsOn;
      this.map.setStyle(this.streets ? texts.streets : style(this.box, this.outlines));
      if (this.streets) this.map.addControl(credit);
      else this.map.removeControl(credit);
    });
    this.map.on("error", () => {
      if (this.streets) note.textContent = texts.streetsFailed;
    });
    part.append(button, note);
    this.box.append(part);
  }
}

function loadStyleSheet(url) {
  if (document.querySelector(`link[href="${url}"]`)) return Promise.resolve();
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url, onload: done, onerror: done });
    document.head.append(link);
  });
}
