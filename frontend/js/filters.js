// Long lists of filters get a box to look for a value; "Where?" gets a button for the visitor's own place. Both only help: lists and fields work without.

const WAIT = 200;
const MARKS = /\p{M}/gu;
const folded = (text) => text.toLowerCase().replaceAll("\u00ad", "").replaceAll("ß", "ss").normalize("NFKD").replace(MARKS, "").replace(/([aou])e/g, "$1");

let waiting;
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-filter-box]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => (target.dataset.url ? findThere(target) : findHere(target)), target.dataset.url ? WAIT : 0);
});

const say = (box, number) => {
  const status = box.closest("details").querySelector("[data-filter-status]");
  status.textContent = number === 1 ? status.dataset.one : status.dataset.many.replace("#", number);
};

function findHere(box) {
  const words = folded(box.value).split(/\s+/).filter(Boolean);
  let number = 0;
  for (const label of box.closest("details").querySelectorAll("[data-filter-options] > label")) {
    const name = folded(label.textContent);
    label.hidden = !words.every((word) => name.includes(word)) && !label.querySelector(":checked");
    if (!label.hidden) number += 1;
  }
  say(box, number);
}

// Thousands of values stay on the server: its page with all of them gives the list. The last question asked is the one that counts.
let asked = 0;
async function findThere(box) {
  const url = new URL(box.dataset.url, location.href);
  url.searchParams.set("suche", box.value);
  const turn = (asked += 1);
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== asked) return;
  const list = box.closest("details").querySelector("[data-filter-options]");
  list.replaceChildren(...page.querySelectorAll("#auswahl-liste > label"));
  say(box, list.children.length);
}

// What is typed there is no filter yet: neither a change of the form nor Enter may send it.
document.addEventListener("change", (event) => event.target.matches?.("[data-filter-box]") && event.stopPropagation(), true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-filter-box]")) event.preventDefault();
});

// The visitor's place is asked only on a click, rounded to a block and kept nowhere but in the address of the search.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-near]");
  if (!button) return;
  const form = button.form;
  const note = form.querySelector("[data-near-note]");
  note.textContent = button.dataset.asking;
  const failed = () => (note.textContent = button.dataset.failed);
  if (!navigator.geolocation) return failed();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put(form, "lat", coords.latitude.toFixed(3));
      put(form, "lon", coords.longitude.toFixed(3));
      form.querySelector("[data-place]").value = button.dataset.name;
      note.textContent = "";
      form.requestSubmit();
    },
    failed,
    { maximumAge: 60000, timeout: 10000 },
  );
});

function put(form, name, value) {
  let field = form.querySelector(`input[name=${name}]`);
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.append(field);
  }
  field.value = value;
}
