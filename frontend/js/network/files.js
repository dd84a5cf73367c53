// The picture as it is on the screen, as a file.
export function savePng({ sigma, stage, tones }) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = Object.assign(document.createElement("canvas"), { width: stage.clientWidth * ratio, height: stage.clientHeight * ratio });
  const pen = canvas.getContext("2d");
  pen.fillStyle = tones.surface;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  sigma.refresh({ schedule: false }); // WebGL forgets what it drew as soon as it is on the screen
  for (const layer of stage.querySelectorAll("canvas")) if (layer.width && !layer.className.includes("mouse")) pen.drawImage(layer, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, "netzwerk.png"));
}

export function saveSvg({ sigma, stage, net, tones }) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const at = (node) => {
    const { x, y } = sigma.framedGraphToViewport(sigma.getNodeDisplayData(node));
    return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
  };
  const seen = ({ x, y }) => x > -50 && y > -50 && x < width + 50 && y < height + 50;
  const places = Array.from({ length: net.size }, (_, node) => (net.shown[node] ? at(node) : null));
  const lines = net.pairs.flatMap(({ a, b }, number) => {
    const data = sigma.getEdgeDisplayData(number);
    if (data.hidden || !(seen(places[a]) || seen(places[b]))) return [];
    return `<path d="M${places[a].x} ${places[a].y}L${places[b].x} ${places[b].y}" stroke="${data.color}" stroke-width="${data.size}"/>`;
  });
  const labelled = sigma.getNodeDisplayedLabels();
  const nodes = places.flatMap((place, node) => {
    if (!place || !seen(place)) return [];
    const { color, size, label } = sigma.getNodeDisplayData(node);
    const r = sigma.scaleSize(size);
    const name = label && labelled.has(String(node)) ? `<text x="${place.x + r + 3}" y="${place.y + 4}">${escaped(label)}</text>` : "";
    return `<g><title>${escaped(net.names[node])}</title><circle cx="${place.x}" cy="${place.y}" r="${r.toFixed(1)}" fill="${color}"/>${name}</g>`;
  });
  const style = `<style>text{font:500 13px "Fira Sans",Arial,sans-serif;fill:${tones.ink}}</style>`;
  const ground = `<rect width="100%" height="100%" fill="${tones.surface}"/>`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${style}${ground}${lines.join("")}${nodes.join("")}</svg>`;
  save(new Blob([text], { type: "image/svg+xml" }), "netzwerk.svg");
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
