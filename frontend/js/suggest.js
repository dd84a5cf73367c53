// Suggestions under a search field (<input data-suggest="/suche/vorschlaege/">): an editable combobox with a list, ARIA 1.2.
// It is asked with the field's own name; with data-suggest-fill a choice only fills the field, which is one of several.
// The focus never leaves the field. Offline, on a slow or metered line, or when an answer fails, the field is just a field.
const WAIT = 120; // ms after the last letter
const PATIENCE = 2500; // ms; a later answer helps nobody
const SHORTEST = 2;
const KEPT = 60;

const answers = new Map();
let number = 0;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

async function ask(url, signal) {
  if (!answers.has(url)) {
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) return null;
    const answer = await response.json();
    if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
    answers.set(url, answer);
  }
  return answers.get(url);
}

function attach(input) {
  const id = `vorschlaege-${++number}`;
  const form = input.form;
  const sprite = form.querySelector("svg use")?.getAttribute("href").split("#")[0];
  const list = element("div", { id, role: "listbox", class: "suggestions", "aria-label": input.labels[0]?.textContent.trim() });
  const status = element("div", { role: "status", class: "kern-sr-only" });
  list.hidden = true;
  const into = input.dataset.suggestInto && form.elements[input.dataset.suggestInto]; // a hidden field for the key of what was chosen
  const box = input.closest("[data-suggest-box]") ?? form;
  box.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" }))
    input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer, request;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    choose(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const open = () => {
    if (!options.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const choose = (place) => {
    options[active]?.removeAttribute("aria-selected");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const take = (option, newTab) => {
    const { query, url } = option.dataset;
    if (newTab && url) return window.open(url);
    close();
    if (!query) return window.location.assign(url);
    input.value = query;
    if (into) into.value = option.dataset.key ?? "";
    if (!("suggestFill" in input.dataset)) return form.requestSubmit();
    options = [];
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const show = ({ status: words, groups }) => {
    options = [];
    const shown = groups.map(({ label, items }, at) => {
      const heading = element("div", { class: "suggestions__label", id: `${id}-${at}` }, label);
      const entries = items.map((item) => {
        const text = element("span", { class: "suggestions__text", lang: item.lang }, ...item.parts.map((part, place) => (place % 2 ? element("mark", {}, part) : part)));
        const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
        use.setAttribute("href", `${sprite}#i-${item.icon}`);
        icon.classList.add("icon");
        icon.setAttribute("aria-hidden", "true");
        icon.append(use);
        const option = element("div", { id: `${id}-o${options.length}`, role: "option", class: "suggestions__option", "data-url": item.url, "data-query": item.query, "data-key": item.key });
        option.dataset.kind = item.kind;
        option.append(icon, text, ...(item.note ? [" ", element("span", { class: "suggestions__note" }, item.note)] : []));
        options.push(option);
        return option;
      });
      return element("div", { role: "group", "aria-labelledby": `${id}-${at}` }, heading, ...entries);
    });
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...shown);
    list.scrollTop = 0;
    status.textContent = words;
    if (options.length) open();
    else close();
  };

  const look = async () => {
    const text = input.value.trim();
    request?.abort();
    if ([...text].length < SHORTEST || !navigator.onLine || navigator.connection?.saveData) {
      options = [];
      return close();
    }
    request = new AbortController();
    const { signal } = request;
    const late = setTimeout(() => request.abort(), PATIENCE);
    try {
      const answer = await ask(`${input.dataset.suggest}?${new URLSearchParams({ [input.name]: text.slice(0, 200) })}`, signal);
      if (answer && !signal.aborted && document.activeElement === input && input.value.trim() === text) show(answer);
    } catch {
      // aborted or no line: nothing is proposed
    } finally {
      clearTimeout(late);
    }
  };

  input.addEventListener("input", (event) => {
    if (into) into.value = "";
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, WAIT);
  });
  input.addEventListener("compositionend", look);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const shown = !list.hidden;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      open();
      const step = key === "ArrowDown" ? 1 : -1;
      if (!event.altKey) choose(active < 0 && step < 0 ? options.length - 1 : active + step >= options.length ? -1 : active + step);
    } else if (key === "Escape" && shown) {
      event.preventDefault(); // the field keeps its words; a second Escape is the browser's
      event.stopPropagation();
      close();
    } else if (key === "Enter" && shown && active >= 0) {
      event.preventDefault();
      take(options[active]);
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) choose(-1); // the cursor moves in the words
    else if (key === "Tab") close();
  });
  input.addEventListener("blur", close);
  input.addEventListener("click", open);
  form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option, event.ctrlKey || event.metaKey);
  });
  if (document.activeElement === input && input.value) timer = setTimeout(look, WAIT);
}

// Fields come with the page or with a part that htmx put there: each is made ready when it gets the focus.
export function suggest() {
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("input[data-suggest]:not([role])")) attach(target);
  });
  const focused = document.activeElement;
  if (focused?.matches?.("input[data-suggest]:not([role])")) attach(focused);
}
