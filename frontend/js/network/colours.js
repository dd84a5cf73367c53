// The page's colours as WebGL understands them: it knows no oklch() and no light-dark().
export function colours(box, kinds) {
  const probe = box.appendChild(document.createElement("i"));
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const read = (token) => {
    probe.style.color = `var(--${token})`;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    return `#${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
  const found = Object.fromEntries(["surface", "ink", "ink-soft", "line", "line-strong", "brand", "brand-mid", "warn", "sunken"].map((token) => [token, read(token)]));
  found.kinds = kinds.map(([slug]) => {
    probe.dataset.kind = slug;
    return read("kind");
  });
  probe.remove();
  found.faint = mixed(found.line, found.surface, 0.45);
  found.quiet = mixed(found["line-strong"], found.surface, 0.62);
  return found;
}

/** `share` of the first, the rest of the second. */
export function mixed(first, second, share) {
  const [a, b] = [first, second].map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return `#${a.map((part, place) => Math.round(part * share + b[place] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}
