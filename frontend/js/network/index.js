// The large picture of the network, loaded when somebody opens it. `open(button)`: its data attributes carry all addresses and texts.
import { Net } from "./net.js";
import { View } from "./view.js";

export async function open(button) {
  const { dataset } = button;
  const figure = button.closest("figure");
  const said = figure.querySelector(".network__said");
  if (!document.createElement("canvas").getContext("webgl2")) {
    say(said, dataset.noWebgl);
    button.hidden = true; // it can't do anything here
    said.focus();
    return;
  }
  button.disabled = true;
  say(said, dataset.loading);
  try {
    const answer = await fetch(dataset.data, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const net = new Net(await answer.json());
    performance.mark("network-data");
    const view = new View(net, figure, dataset, () => {
      button.disabled = false;
      button.focus();
    });
    performance.mark("network-shown");
    said.hidden = true;
    view.begin();
  } catch (error) {
    console.info(error);
    button.disabled = false;
    say(said, dataset.failed);
    button.focus();
  }
}

/** Beside the button, where people look who have just pressed it; the quiet picture stays. */
function say(said, text) {
  said.hidden = false;
  said.replaceChildren(Object.assign(document.createElement("p"), { className: "notice network__notice", textContent: text }));
}
