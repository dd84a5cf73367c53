// Arrow keys lead from meeting to meeting in a month: left and right in their order, up and down to the nearest day above or below.
const steps = { ArrowLeft: -1, ArrowRight: 1 };
const column = (event) => event.closest("td").cellIndex;
const week = (event) => event.closest("tr").rowIndex;

const beside = (events, from, key) => {
  if (key in steps) return events[events.indexOf(from) + steps[key]];
  const down = key === "ArrowDown";
  const others = events.filter((event) => (down ? week(event) > week(from) : week(event) < week(from)));
  const distance = (event) => Math.abs(week(event) - week(from)) * 7 + Math.abs(column(event) - column(from));
  return others.sort((one, other) => distance(one) - distance(other))[0];
};

document.addEventListener("keydown", (press) => {
  const from = press.target.closest?.("[data-calendar] .event");
  if (!from || press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return;
  const calendar = from.closest("[data-calendar]");
  if (press.key === "PageUp" || press.key === "PageDown") {
    const link = calendar.querySelector(`[rel=${press.key === "PageUp" ? "prev" : "next"}]`);
    if (link) press.preventDefault(), link.click();
  } else if (press.key in steps || press.key === "ArrowUp" || press.key === "ArrowDown") {
    const next = beside([...calendar.querySelectorAll(".event")], from, press.key);
    if (next) press.preventDefault(), next.focus();
  }
});
