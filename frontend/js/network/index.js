// The large picture of the network, loaded when somebody opens it. `open(button)`: its data attributes carry all addresses and texts.
import { Net } from "./net.js";
import { View } from "./view.js";

export async function open(button) {
  const { dataset } = button;
  const figure = button.closest("figure");
  if (!document.createElement("canvas").getContext("webgl2")) return say(figure, dataset.noWebgl);
  button.disabled = true;
  const notice = say(figure, dataset.loading);
  try {
    const answer = await fetch(dataset.data, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const net = new Net(await answer.json());
    performance.mark("network-data");
    notice.remove();
    const view = new View(net, figure, dataset, () => {
      button.disabled = false;
      button.focus();
    });
    performance.mark("network-shown");
    view.begin();
  } catch (error) {
    console.info(error);
    button.disabled = false;
    say(figure, dataset.failed);
  }
}

/** A notice above the quiet picture, which stays. */
function say(figure, text) {
  figure.querySelector(".network__notice")?.remove();
  const notice = Object.assign(document.createElement("p"), { className: "notice network__notice", textContent: text });
  notice.setAttribute("role", "status");
  figure.prepend(notice);
  return notice;
}
