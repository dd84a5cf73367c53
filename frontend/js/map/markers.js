// Places and clusters as buttons over the map. One of them takes part in the tab order; arrow keys lead to the others.
import { Marker } from "maplibre-gl";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Markers {
  /** `chosen(spot, byKeyboard)`: somebody wants to see a place or into a cluster. */
  constructor(map, texts, icons, chosen) {
    Object.assign(this, { map, texts, icons, chosen, shown: new Map() });
  }

  clear() {
    this.shown.forEach(({ marker }) => marker.remove());
    this.shown.clear();
  }

  show(spots, kinds) {
    const wanted = new Set(spots.map(({ key }) => key));
    const focused = [...this.shown.values()].find(({ button }) => button === document.activeElement);
    for (const [key, { marker }] of this.shown) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
    for (const spot of spots) {
      if (this.shown.has(spot.key)) continue;
      const button = this.button(spot, kinds);
      const marker = new Marker({ element: button }).setLngLat(spot.point).addTo(this.map);
      this.shown.set(spot.key, { spot, button, marker });
    }
    if (focused && !this.shown.has(focused.spot.key)) this.focusNear(focused.spot.point);
    else this.rove([...this.shown.values()].find(({ button }) => button.tabIndex === 0) ?? this.nearest(this.map.getCenter()));
  }

  button(spot, kinds) {
    const button = document.createElement("button");
    const { place, count, kind } = spot;
    button.type = "button";
    button.tabIndex = -1;
    button.className = `marker ${place && !place.box ? "marker--place" : "marker--cluster"}${count > 99 ? " marker--l" : count > 9 ? " marker--m" : ""}`;
    button.dataset.kind = kind || "seite";
    const label = this.label(spot, kinds);
    button.setAttribute("aria-label", label);
    button.title = label;
    if (count === 1 && place?.things[0]?.lang) button.lang = place.things[0].lang;
    const icon = kind ? kinds[kind]?.icon : "map-pin";
    if (kind || (place && !place.box)) button.append(this.icon(icon));
    if (count > 1) button.append(Object.assign(document.createElement("span"), { textContent: count.toLocaleString(document.documentElement.lang) }));
    button.addEventListener("click", (event) => {
      event.stopPropagation(); // a click on the map itself closes what is open
      this.chosen(spot, event.detail === 0);
    });
    button.addEventListener("focus", () => this.rove(this.shown.get(spot.key)));
    button.addEventListener("keydown", (event) => this.walk(event, spot));
    return button;
  }

  label({ place, count }, kinds) {
    if (!place || place.box) return this.texts.many.replace("{count}", count);
    if (count === 1) return [place.things[0].name, kinds[place.things[0].kind]?.name].filter(Boolean).join(", ");
    const names = place.things.slice(0, 3).map(({ name }) => name);
    return `${this.texts.several.replace("{count}", count)}: ${names.join(", ")}${count > 3 ? " …" : ""}`;
  }

  icon(name) {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = icon.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    use.setAttribute("href", `${this.icons.url}#i-${this.icons.has(name) ? name : "map-pin"}`);
    return icon;
  }

  rove(one) {
    if (!one) return;
    this.shown.forEach(({ button }) => (button.tabIndex = button === one.button ? 0 : -1));
  }

  walk(event, spot) {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move
    const from = this.map.project(spot.point);
    let best;
    for (const one of this.shown.values()) {
      const to = this.map.project(one.spot.point);
      const [x, y] = [to.x - from.x, to.y - from.y];
      const ahead = x * way[0] + y * way[1];
      const aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
      if (one.spot.key !== spot.key && ahead > 0 && ahead >= aside / 2 && (!best || ahead + 2 * aside < best.far)) best = { one, far: ahead + 2 * aside };
    }
    best?.one.button.focus();
  }

  nearest(point) {
    const here = this.map.project(point);
    const far = ({ spot }) => here.dist(this.map.project(spot.point));
    return [...this.shown.values()].reduce((best, one) => (best && far(best) <= far(one) ? best : one), undefined);
  }

  focusNear(point) {
    const one = this.nearest(point);
    if (one) one.button.focus({ preventScroll: true });
    else this.map.getCanvas().focus({ preventScroll: true });
  }

  /** Light up what stands for a thing, and nothing else. */
  light(test) {
    this.shown.forEach(({ spot, button }) => button.classList.toggle("is-lit", Boolean(test) && test(spot)));
  }
}
