// Forms of registration (<form data-registration>): people are added and removed without going to the server, and a proof of work is found while
// somebody types (data-puzzle, an ALTCHA challenge; the answer goes into the field `proof`). Without this file buttons and form work all the same.
const AT_ONCE = 500; // hashes between two breaths
const PATIENCE = 8000; // ms that sending waits for the proof

export function register() {
  const form = document.querySelector("form[data-registration]");
  if (!form) return;
  const people = form.querySelector("[data-people]");
  if (people) group(form, people);
  if (form.dataset.puzzle) proof(form);
}

// --- People ------------------------------------------------------------------------------------------------------------------

function group(form, people) {
  const most = Number(people.dataset.most);
  const template = people.querySelector("[data-person-template]");
  const add = people.querySelector("[data-person-add]");
  const status = people.querySelector("[data-people-status]");
  const all = () => [...people.querySelectorAll("[data-person]")];

  const count = () => {
    all().forEach((person, index) => number(person, index + 2));
    const size = all().length + 1;
    add.parentElement.hidden = size >= most;
    status.textContent = size === 1 ? status.dataset.one : status.dataset.many.replace("#", size);
    const button = form.querySelector("[data-register]");
    if (button) button.firstElementChild.textContent = JSON.parse(button.dataset.words)[size - 1] ?? button.firstElementChild.textContent;
  };

  people.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === add) {
      event.preventDefault();
      add.parentElement.before(template.content.cloneNode(true));
      count();
      all().at(-1).querySelector("input").focus();
    } else if (button?.name === "remove") {
      event.preventDefault();
      const person = button.closest("[data-person]");
      const place = all().indexOf(person);
      person.remove();
      count();
      const next = all()[place]?.querySelector("input");
      (next ?? (add.parentElement.hidden ? all().at(-1)?.querySelector("input") : add))?.focus();
    }
  });
}

// Everything in a person's part that carries its number gets another one.
function number(person, place) {
  const renamed = (text) => text.replace(/person_(\d+|#)/g, `person_${place}`);
  for (const element of person.querySelectorAll("[id], [name], [for], [aria-describedby]"))
    for (const name of ["id", "name", "for", "aria-describedby"]) if (element.hasAttribute(name)) element.setAttribute(name, renamed(element.getAttribute(name)));
  person.querySelector("button[name=remove]").value = place;
  for (const label of [person.querySelector(".person__head b"), person.querySelector(".kern-sr-only")]) label.textContent = label.textContent.replace(/\d+|#/, place);
}

// --- Proof -------------------------------------------------------------------------------------------------------------------

function proof(form) {
  const puzzle = JSON.parse(form.dataset.puzzle);
  const found = solve(puzzle).then(
    (number) => {
      if (number === null) return;
      const { algorithm, challenge, salt, signature } = puzzle;
      form.elements.proof.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    },
    () => {}, // without it the address is confirmed by mail
  );
  let waited = false;
  form.addEventListener("submit", async (event) => {
    if (waited || form.elements.proof.value || event.submitter?.hasAttribute("formnovalidate")) return;
    event.preventDefault();
    waited = true;
    await Promise.race([found, new Promise((done) => setTimeout(done, PATIENCE))]);
    form.requestSubmit(event.submitter);
  });
}

async function solve({ algorithm, challenge, maxnumber, maxNumber, salt }) {
  const most = maxNumber ?? maxnumber;
  if (!globalThis.crypto?.subtle) return null;
  const text = new TextEncoder();
  const wanted = Uint8Array.from(challenge.match(/../g), (pair) => parseInt(pair, 16));
  for (let first = 0; first <= most; first += AT_ONCE) {
    const hashes = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => crypto.subtle.digest(algorithm, text.encode(salt + (first + index)))));
    const place = hashes.findIndex((hash) => new Uint8Array(hash).every((byte, index) => byte === wanted[index]));
    if (place >= 0) return first + place;
    await new Promise((done) => setTimeout(done));
  }
  return null;
}
