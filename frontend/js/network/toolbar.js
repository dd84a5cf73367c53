// Buttons and fields above the large picture.
export function toolbar(view) {
  const { texts, net } = view;
  const bar = Object.assign(document.createElement("div"), { className: "network__bar" });
  const list = Object.assign(document.createElement("datalist"), { id: "netz-alle" });
  [...net.names].sort((a, b) => a.localeCompare(b, "de")).slice(0, 5000).forEach((name) => list.append(Object.assign(document.createElement("option"), { value: name })));
  const from = field(texts.search, "netz-von");
  const to = field(texts.goal, "netz-nach");
  const form = document.createElement("form");
  form.className = "network__find";
  form.append(from.label, to.label, button(texts.find, "search", null, "submit", texts), list);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const start = net.find(from.input.value);
    if (start < 0) return view.say(texts.unknown);
    if (!to.input.value.trim()) return view.focus(start);
    const end = net.find(to.input.value);
    return end < 0 ? view.say(texts.unknown) : view.showWay(start, end);
  });
  const tools = Object.assign(document.createElement("div"), { className: "network__tools" });
  tools.append(
    button(texts.zoomIn, "plus", () => view.zoom(1 / 1.5), "button", texts, true),
    button(texts.zoomOut, "minus", () => view.zoom(1.5), "button", texts, true),
    button(texts.whole, "waypoints", () => view.whole(), "button", texts, true),
    button(texts.png, "download", () => view.save("png"), "button", texts, false, "PNG"),
    button(texts.svg, "download", () => view.save("svg"), "button", texts, false, "SVG"),
    button(texts.close, "x", () => view.close(), "button", texts, true),
  );
  bar.append(tools, form, years(view));
  return bar;
}

function field(text, id) {
  const label = Object.assign(document.createElement("label"), { className: "pick" });
  const input = Object.assign(document.createElement("input"), { type: "text", id, className: "kern-form-input__input", maxLength: 150, autocomplete: "off" });
  input.setAttribute("list", "netz-alle");
  label.append(Object.assign(document.createElement("span"), { textContent: text }), input);
  return { label, input };
}

function button(text, icon, clicked, type, texts, bare = false, shown = text) {
  const made = Object.assign(document.createElement("button"), { type, className: "kern-btn kern-btn--secondary", title: text });
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sign.setAttribute("class", "icon");
  sign.setAttribute("aria-hidden", "true");
  sign.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use")).setAttribute("href", `${texts.icons}#i-${icon}`);
  made.append(sign);
  if (bare || shown !== text) made.setAttribute("aria-label", text);
  if (!bare) made.append(Object.assign(document.createElement("span"), { className: "kern-label", textContent: shown }));
  if (clicked) made.addEventListener("click", clicked);
  return made;
}

/** A slider over the years; its last place is today. Nothing where there is only one year. */
function years(view) {
  const { net, texts } = view;
  const [first, last] = net.years;
  const label = Object.assign(document.createElement("label"), { className: "pick network__years", hidden: first === last });
  const told = document.createElement("output");
  const input = Object.assign(document.createElement("input"), { type: "range", min: first, max: last + 1, step: 1, value: view.year ?? last + 1 });
  const read = () => (Number(input.value) > last ? null : Number(input.value));
  const tell = () => {
    told.textContent = read() ?? texts.today;
    input.setAttribute("aria-valuetext", told.textContent);
  };
  let waiting = false;
  input.addEventListener("input", () => {
    tell();
    if (waiting) return;
    waiting = true; // dragging tells of many changes: one for each frame is enough
    requestAnimationFrame(() => {
      waiting = false;
      view.setYear(read());
    });
  });
  tell();
  label.append(Object.assign(document.createElement("span"), { textContent: texts.years }), input, told);
  return label;
}
