/* The locations to choose from follow the institution. Without this script they do so after saving. */
document.addEventListener("DOMContentLoaded", () => {
  const actor = document.getElementById("id_actor");
  const panel = document.querySelector(".register-locations .w-field__input, .register-locations [data-field-input]");
  if (!actor || !panel) return;
  let last = actor.value;
  const load = async () => {
    if (actor.value === last) return;
    last = actor.value;
    const url = new URL("../locations/", location.href.replace(/\/edit\/\d+\//, "/edit/"));
    url.search = new URLSearchParams({ actor: last });
    const response = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (response.ok) panel.innerHTML = await response.text();
  };
  actor.addEventListener("change", load);
});
