// The picture on the screen: sigma draws it, buttons and fields stand above, what is known of one institution beside it.
import Graph from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import { colours, mixed } from "./colours.js";
import { savePng, saveSvg } from "./files.js";
import { toolbar } from "./toolbar.js";

const STEP = 0.12;
const MANY = 6000; // connections from which they are drawn as thin lines

export class View {
  constructor(net, figure, texts, closed) {
    Object.assign(this, { net, figure, texts, closed, focused: null, way: null });
    this.year = texts.year ? Number(texts.year) : null;
    this.quiet = figure.querySelector(".scroll");
    this.box = Object.assign(document.createElement("div"), { className: "network__live" });
    this.stage = Object.assign(document.createElement("div"), { className: "network__stage", tabIndex: 0 });
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-label", `${texts.region}. ${texts.keys}`);
    this.status = Object.assign(document.createElement("p"), { className: "network__status" });
    this.status.setAttribute("role", "status");
    this.card = Object.assign(document.createElement("aside"), { className: "network__card", hidden: true });
    this.bar = toolbar(this);
    this.box.append(this.bar, this.stage, this.status, this.card);
    this.quiet.hidden = true;
    figure.prepend(this.box);
    this.scale = Math.min(1, Math.max(0.55, this.stage.clientWidth / 900)); // smaller signs on small screens
    net.at(this.year);
    this.draw();
    this.stage.addEventListener("keydown", (event) => this.keys(event));
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => this.paint();
    this.scheme.addEventListener("change", this.recolour);
  }

  draw() {
    const { net } = this;
    this.tones = colours(this.box, net.kinds);
    const graph = new Graph({ type: "undirected", multi: false, allowSelfLoops: false });
    for (let node = 0; node < net.size; node += 1) graph.addNode(node, { x: net.x[node], y: -net.y[node], label: net.names[node] });
    net.pairs.forEach(({ a, b }, number) => graph.addEdgeWithKey(number, a, b));
    this.graph = graph;
    this.sigma = new Sigma(graph, this.stage, {
      allowInvalidContainer: true,
      defaultEdgeType: net.pairs.length > MANY ? "thin" : "line",
      edgeProgramClasses: { line: EdgeRectangleProgram, thin: EdgeLineProgram },
      nodeReducer: (node) => this.node(Number(node)),
      edgeReducer: (edge) => this.edge(Number(edge)),
      labelFont: '"Fira Sans", system-ui, sans-serif',
      labelWeight: "500",
      labelSize: 13,
      labelColor: { attribute: "ink" },
      labelDensity: 0.8,
      labelGridCellSize: 170,
      labelRenderedSizeThreshold: net.size > 1500 ? 4 : 6,
      defaultDrawNodeHover: (context, data, settings) => this.hover(context, data, settings),
      zIndex: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      stagePadding: 40,
    });
    this.sigma.on("clickNode", ({ node }) => this.focus(Number(node)));
    this.sigma.on("clickStage", () => this.focus(null));
    this.sigma.on("enterNode", () => this.stage.classList.add("is-over"));
    this.sigma.on("leaveNode", () => this.stage.classList.remove("is-over"));
    this.tell();
  }

  begin() {
    this.bar.querySelector("button").focus();
    const asked = this.texts.focus ? this.net.ids.indexOf(Number(this.texts.focus)) : -1;
    if (asked >= 0) this.focus(asked);
    this.box.scrollIntoView({ block: "nearest" });
  }

  /** How a node looks now. Sigma asks when something changes, not for each frame. */
  node(node) {
    const { net, tones, chosen } = this;
    const [x, y] = [net.x[node], -net.y[node]];
    if (!net.shown[node]) return { x, y, hidden: true };
    const inside = !chosen || chosen.has(node);
    const size = (net.size > 1500 ? 1.1 + Math.sqrt(net.degrees[node]) * 0.5 : 4 + Math.sqrt(net.degrees[node]) * 2.2) * this.scale;
    const colour = tones.kinds[net.kindOf[node]];
    return {
      x, y, size,
      label: inside ? net.names[node] : null,
      ink: tones.ink,
      color: inside ? colour : mixed(colour, tones.surface, 0.18),
      forceLabel: Boolean(chosen?.has(node)) && chosen.size < 60,
      zIndex: inside ? 1 : 0,
    };
  }

  edge(edge) {
    const { net, tones, chosen, way } = this;
    const state = net.states[edge];
    if (!state) return { hidden: true };
    const { a, b } = net.pairs[edge];
    if (way) {
      const at = way.indexOf(a);
      const along = at >= 0 && (way[at - 1] === b || way[at + 1] === b);
      return along ? { color: tones.warn, size: 4, zIndex: 2 } : { color: tones.faint, size: 0.6, zIndex: 0 };
    }
    if (chosen && !(chosen.has(a) && chosen.has(b))) return { color: tones.faint, size: 0.6, zIndex: 0 };
    if (!chosen && net.pairs.length > MANY) return { color: tones.faint, size: 0.6, zIndex: 0 }; // thousands of lines are one grey ground
    if (state === 3) return { color: tones["brand-mid"], size: 2.4, zIndex: 1 };
    return { color: state === 1 ? tones.faint : tones.quiet, size: state === 1 ? 0.8 : 1.2, zIndex: 0 };
  }

  hover(context, { x, y, size, label, color }, { labelSize, labelWeight, labelFont }) {
    context.font = `${labelWeight} ${labelSize}px ${labelFont}`;
    const wide = context.measureText(label ?? "").width;
    const { tones } = this;
    context.fillStyle = tones.surface;
    context.strokeStyle = tones["line-strong"];
    context.beginPath();
    context.roundRect(x + size + 2, y - labelSize, wide + 14, labelSize * 2, 6);
    context.fill();
    context.stroke();
    context.beginPath();
    context.arc(x, y, size + 3, 0, Math.PI * 2);
    context.fillStyle = color;
    context.fill();
    context.fillStyle = tones.ink;
    context.fillText(label ?? "", x + size + 9, y + labelSize / 3);
  }

  /** One institution and whom it works with; null for all. */
  focus(node) {
    this.way = null;
    this.focused = node;
    this.chosen = node === null ? null : new Set([node, ...this.net.neighbours(node)]);
    this.sigma.refresh({ skipIndexation: true });
    if (node === null) {
      this.card.hidden = true;
      return this.tell();
    }
    this.lookAt([...this.chosen]);
    return this.describe(node);
  }

  async describe(node) {
    this.card.hidden = false;
    this.card.textContent = this.texts.loading;
    const address = this.texts.card.replace("/0/", `/${this.net.ids[node]}/`) + new URL(this.texts.data, location.href).search;
    const answer = await fetch(address).catch(() => null);
    if (this.focused !== node) return;
    if (!answer?.ok) {
      this.card.textContent = this.texts.failed;
      return;
    }
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.card.replaceChildren(...parsed.body.childNodes);
  }

  showWay(start, end) {
    const way = this.net.way(start, end);
    if (!way) return this.say(this.texts.noWay);
    this.focused = null;
    this.card.hidden = true;
    this.way = way;
    this.chosen = new Set(way);
    this.sigma.refresh({ skipIndexation: true });
    this.lookAt(way);
    return this.say(this.texts.way.replace("{names}", way.map((node) => this.net.names[node]).join(" → ")));
  }

  /** Moves the camera so that these nodes fill the middle of the picture. */
  lookAt(nodes) {
    const points = nodes.map((node) => this.sigma.getNodeDisplayData(node)).filter(Boolean);
    if (!points.length) return;
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 0.06);
    const middle = { x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2 };
    this.move({ ...middle, ratio: Math.min(1.1, span * 1.7), angle: 0 });
  }

  move(state) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) this.sigma.getCamera().setState({ ...this.sigma.getCamera().getState(), ...state });
    else this.sigma.getCamera().animate(state, { duration: 350 });
  }

  setYear(year) {
    this.year = year;
    this.net.at(year);
    if (this.focused !== null) this.chosen = new Set([this.focused, ...this.net.neighbours(this.focused)]);
    this.way = null;
    if (this.focused === null) this.chosen = null;
    this.sigma.refresh({ skipIndexation: true });
    this.tell();
  }

  zoom(factor) {
    this.move({ ratio: Math.min(3, Math.max(0.02, this.sigma.getCamera().ratio * factor)) });
  }

  whole() {
    this.focus(null);
    this.move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  keys(event) {
    const camera = this.sigma.getCamera();
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (moves[event.key]) {
      const [x, y] = moves[event.key];
      camera.setState({ x: camera.x + x * STEP * camera.ratio, y: camera.y + y * STEP * camera.ratio });
    } else if (event.key === "+" || event.key === "=") this.zoom(1 / 1.5);
    else if (event.key === "-") this.zoom(1.5);
    else if (event.key === "0") this.whole();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  paint() {
    this.tones = colours(this.box, this.net.kinds);
    this.sigma.refresh();
  }

  tell() {
    const [nodes, edges] = this.net.counts;
    const lang = document.documentElement.lang;
    this.say(this.texts.count.replace("{nodes}", nodes.toLocaleString(lang)).replace("{edges}", edges.toLocaleString(lang)));
  }

  say(text) {
    this.status.textContent = text;
  }

  save(kind) {
    (kind === "png" ? savePng : saveSvg)(this);
  }

  close() {
    this.scheme.removeEventListener("change", this.recolour);
    this.sigma.kill();
    this.box.remove();
    this.quiet.hidden = false;
    this.closed();
  }
}
