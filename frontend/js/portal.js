// htmx plus what a page can't do by itself. Everything works without this file; it only makes it quicker.
import htmx from "htmx.org/dist/htmx.esm.js";
import { showMails } from "./mail.js";
import "./filters.js";
import { suggest } from "./suggest.js";
import "./calendar.js";
import { register } from "./registration.js";

Object.assign(htmx.config, {
  allowEval: false, // strict CSP
  includeIndicatorStyles: false, // would be an inline style
  selfRequestsOnly: true,
  allowScriptTags: false,
  historyCacheSize: 0, // no copy of pages in the browser's storage
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  defaultSettleDelay: 0,
});
window.htmx = htmx;

const focus = (element) => element?.focus({ preventScroll: false });
const revive = (root) => {
  root.querySelectorAll("[data-needs-script]").forEach((element) => element.removeAttribute("hidden"));
  showMails(root);
};
// The map is large, so it is loaded by pages that show one.
let map;
const showMap = () => {
  const data = document.querySelector("[data-map]");
  if (data || map) (map ??= import(data.dataset.script)).then(({ sync }) => sync(data), () => {}); // without it the results by area stand there
};
// So is the large picture of the network, when somebody opens it.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-network]");
  if (button) import(button.dataset.script).then(({ open }) => open(button), () => {}); // without it the quiet picture stays
});
const focusErrors = (root = document) => focus(root.querySelector("[data-form-errors]"));

document.addEventListener("DOMContentLoaded", () => {
  focusErrors();
  revive(document);
  suggest();
  register();
  showMap();
});

// After a partial update: errors get the focus, else the region that asks for it (data-focus), so that readers know.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const part = detail.elt;
  if (!part?.querySelector) return;
  if (part.querySelector("[data-form-errors]")) focusErrors(part);
  else if (detail.requestConfig?.elt?.closest?.(".pagination")) {
    const heading = part.querySelector("[data-focus]") ?? part;
    heading.setAttribute("tabindex", "-1");
    focus(heading);
    part.scrollIntoView({ block: "start" });
  }
  revive(part);
  showMap();
});

// When a partial update fails, go there the ordinary way: the page says what is wrong.
const goThere = ({ detail }) => {
  const { verb, finalRequestPath, path } = { ...detail.requestConfig, ...detail.pathInfo };
  if (verb === "get") window.location.assign(finalRequestPath ?? path);
};
document.addEventListener("htmx:responseError", goThere);
document.addEventListener("htmx:sendError", goThere);

// Menus made of <details data-menu> close with Escape and by a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  focus(menu.querySelector("summary"));
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });

  const button = event.target.closest?.("[data-action]");
  if (button?.dataset.action === "print") window.print();
  if (button?.dataset.action === "share") share(button);
});

// The phone's search sheet opens with the cursor in its field (autofocus would take it on every wide page).
document.addEventListener(
  "toggle",
  (event) => {
    if (event.newState === "open" && event.target.matches?.("form[popover][role=search]")) focus(event.target.querySelector("input[type=search]"));
  },
  true,
);

async function share(button) {
  const page = { title: document.title, url: document.querySelector("link[rel=canonical]")?.href ?? location.href };
  if (navigator.share) return navigator.share(page).catch(() => {});
  await navigator.clipboard.writeText(page.url);
  const label = button.querySelector("span") ?? button;
  label.textContent = button.dataset.done;
}

// A choice that filters or sorts applies at once; without script its form has a button (data-submit-fallback).
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});
// What was left empty doesn't stand in the address of a search.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const name of new Set(formData.keys())) {
    const said = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    said.forEach((value) => formData.append(name, value));
  }
});
// A sheet that stays open while filtering hides what changed: on phones the button at its foot applies.
document.addEventListener("htmx:confirm", (event) => {
  if (event.target.matches?.("form.facets:popover-open") && event.detail.triggeringEvent?.type === "change") event.preventDefault();
});
