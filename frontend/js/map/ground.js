// What lies under the places: our own outlines and names of areas, in the colours of the page. No tiles, no letters from a server.
const TOKENS = ["paper", "sunken", "line", "line-strong", "ink", "ink-soft", "surface", "brand-tint"];

/** The page's colours as the map understands them: it knows no oklch() and no light-dark(). */
function colours(box) {
  const probe = box.appendChild(document.createElement("i"));
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const found = {};
  for (const token of TOKENS) {
    probe.style.color = `var(--${token})`;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    found[token] = `rgb(${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).join()})`;
  }
  probe.remove();
  return found;
}

const mixed = (first, second) => {
  const [a, b] = [first, second].map((colour) => colour.match(/\d+/g).map(Number));
  return `rgb(${a.map((part, place) => Math.round((part + b[place]) / 2)).join()})`;
};

export function style(box, outlines) {
  const c = colours(box);
  const land = mixed(c.paper, c.sunken);
  const labels = { type: "FeatureCollection", features: outlines.features.map(({ properties }) => labelled(properties)) };
  const depth = ["get", "depth"];
  const line = (id, filter, color, width, zooms = {}) => ({
    id, type: "line", source: "areas", filter, ...zooms,
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width },
  });
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: outlines, tolerance: 0.2 }, labels: { type: "geojson", data: labels } },
    layers: [
      { id: "far", type: "background", paint: { "background-color": mixed(c.sunken, c.line) } },
      { id: "land", type: "fill", source: "areas", filter: ["==", depth, 1], paint: { "fill-color": land } },
      { id: "home", type: "fill", source: "areas", filter: ["all", ["get", "home"], ["any", [">", depth, 1], ["!", ["get", "divided"]]]], paint: { "fill-color": c.surface, "fill-opacity": 0.75 } },
      line("small", [">", depth, 2], c.line, ["interpolate", ["linear"], ["zoom"], 8, 0.6, 13, 1.6], { minzoom: 8 }),
      line("middle", ["==", depth, 2], mixed(c.line, c["line-strong"]), ["interpolate", ["linear"], ["zoom"], 5, 0.3, 8, 1, 12, 2], { minzoom: 5 }),
      line("wide", ["all", ["==", depth, 1], ["get", "divided"]], c["line-strong"], 1.1, { maxzoom: 8.5 }),
      line("whole", ["all", ["==", depth, 1], ["!", ["get", "divided"]]], c["line-strong"], 1.1),
      ...[[1, 3, 8.4], [2, 7.6, 13], [3, 9.6, 22], [4, 11.5, 22]].map(([level, minzoom, maxzoom]) => ({
        id: `names-${level}`, type: "symbol", source: "labels", minzoom, maxzoom,
        filter: level === 4 ? [">=", depth, 4] : ["==", depth, level],
        layout: {
          "icon-image": ["concat", `name|${level}|${c["ink-soft"]}|${c.surface}|`, ["get", "name"]],
          "icon-padding": 6,
          "symbol-sort-key": ["case", ["get", "home"], 0, 1],
        },
      })),
    ],
  };
}

function labelled(properties) {
  return { type: "Feature", geometry: { type: "Point", coordinates: properties.label }, properties };
}

/** Names are drawn here, when the map first needs them: `name|level|ink|halo|Pankow`. */
export function drawName(map, id) {
  if (!id.startsWith("name|") || map.hasImage(id)) return;
  const [, level, ink, halo, ...name] = id.split("|");
  const text = level === "4" ? name.join("|") : name.join("|").toUpperCase();
  const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
  const size = level === "1" ? 12 : level === "4" ? 12.5 : 11;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const font = `500 ${size * ratio}px "Fira Sans", system-ui, sans-serif`;
  pen.font = font;
  canvas.width = Math.ceil(pen.measureText(text).width) + 8 * ratio;
  canvas.height = Math.ceil((size + 8) * ratio);
  Object.assign(pen, { font, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3 * ratio, strokeStyle: halo, fillStyle: ink });
  pen.strokeText(text, canvas.width / 2, canvas.height / 2);
  pen.fillText(text, canvas.width / 2, canvas.height / 2);
  map.addImage(id, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
}
