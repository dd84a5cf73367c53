// What is at a place. The keyboard goes in when it opens, Escape or the button lead back to where it came from.
import { Popup } from "maplibre-gl";

const MOST = 25;

export class PlacePopup {
  /** `closed()`: nothing is chosen any more. */
  constructor(map, texts, icon, closed) {
    Object.assign(this, { map, texts, icon, closed });
  }

  async open(place, { back }) {
    this.close();
    const content = this.frame(place);
    const popup = new Popup({ closeButton: false, closeOnMove: false, focusAfterOpen: false, maxWidth: "none", offset: 18, className: "map-popup" });
    this.popup = popup.setLngLat(place.point).setDOMContent(content).addTo(this.map);
    this.back = back;
    popup.on("close", () => {
      if (this.popup !== popup) return;
      this.popup = undefined;
      this.closed();
    });
    content.focus({ preventScroll: true });
    await this.fill(content.lastElementChild, place);
    if (this.popup !== popup) return;
    popup.setLngLat(place.point); // its size has changed
    this.bringIntoView(popup.getElement());
  }

  frame(place) {
    const content = document.createElement("div");
    const close = document.createElement("button");
    const body = document.createElement("div");
    content.className = "map-popup__card";
    content.tabIndex = -1;
    content.setAttribute("role", "dialog");
    content.setAttribute("aria-label", place.count === 1 ? place.things[0].name : this.texts.here);
    close.type = "button";
    close.className = "map-popup__close";
    close.setAttribute("aria-label", this.texts.close);
    close.append(this.icon("x"));
    close.addEventListener("click", () => this.close({ focus: true }));
    body.className = "map-popup__body";
    body.setAttribute("aria-busy", "true");
    body.textContent = this.texts.loading;
    content.append(close, body);
    content.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close({ focus: true });
    });
    return content;
  }

  async fill(body, place) {
    const asked = new URLSearchParams(place.things.slice(0, MOST).map(({ id }) => ["ding", id]));
    try {
      const answer = await fetch(`${this.texts.things}?${asked}`);
      if (!answer.ok) throw new Error(answer.statusText);
      body.innerHTML = await answer.text();
    } catch {
      body.textContent = `${place.things.map(({ name }) => name).join(", ")}. ${this.texts.failed}`;
    }
    body.removeAttribute("aria-busy");
  }

  bringIntoView(element) {
    const [card, frame] = [element.getBoundingClientRect(), this.map.getContainer().getBoundingClientRect()];
    const beside = (low, high, from, to) => (low < from + 8 ? low - from - 8 : high > to - 8 ? Math.min(high - to + 8, low - from - 8) : 0);
    const way = [beside(card.left, card.right, frame.left, frame.right), beside(card.top, card.bottom, frame.top, frame.bottom)];
    if (way.some(Boolean)) this.map.panBy(way);
  }

  close({ focus = false } = {}) {
    const inside = this.popup?.getElement().contains(document.activeElement);
    const { back } = this;
    this.popup?.remove();
    if (focus || inside) back?.();
  }
}
