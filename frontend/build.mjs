// Builds frontend/dist: portal.css, portal.js, map.css, map.js, map-worker.js, network.js, passkey.js, icons.svg, fonts. Called by build.py, which decides whether it is needed.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import postcss from "postcss";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const work = join(here, ".build");
const fresh = join(work, "dist");

const lines = async (file) =>
  (await readFile(join(here, file), "utf8")).split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));

/* KERN: keep a selector when it names no class of KERN, or only listed ones; then drop what nobody refers to any more. */
async function cutKern() {
  const used = new Set(await lines("kern.txt"));
  const root = postcss.parse(await readFile(join(modules, "@kern-ux/native/dist/kern.min.css"), "utf8"));
  const wanted = (selector) =>
    !/\[data-kern-theme|\.kern-(dark|light)\b/.test(selector) && [...selector.matchAll(/\.(kern-[\w-]+)/g)].every(([, name]) => used.has(name));
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    rule.selectors = rule.selectors.filter(wanted);
    if (!rule.selector) rule.remove();
  });
  root.walkAtRules("font-face", (rule) => rule.remove());
  root.walkAtRules("charset", (rule) => rule.remove());
  for (let before = -1; before !== root.toString().length; ) {
    before = root.toString().length;
    const css = root.toString();
    const referred = new Set([...css.matchAll(/var\(\s*(--[\w-]+?)(-contextual)?\s*[,)]/g)].map(([, name]) => name));
    const animated = css.replaceAll(/@(-webkit-)?keyframes [\w-]+/g, "");
    root.walkDecls(/^--kern/, (declaration) => void (referred.has(declaration.prop) || declaration.remove()));
    root.walkAtRules(/keyframes$/, (rule) => void (animated.includes(rule.params) || rule.remove()));
    root.walk((node) => {
      if (node.nodes?.length === 0) node.remove(); // no returned value: false would end the walk
    });
  }
  // KERN binds "contextual" colours to its theme attributes; here there is one theme, whose colours tokens.css sets.
  const css = root.toString();
  const contextual = new Set([...css.matchAll(/var\(\s*(--kern-[\w-]+)-contextual/g)].map(([, name]) => name));
  const bound = [...contextual].sort().map((name) => `${name}-contextual:var(${name})`);
  await writeFile(join(work, "kern.css"), `${css}\n:root{${bound.join(";")}}`);
}

/* Latin, Latin-1, Latin Extended-A, Cyrillic as far as Ukrainian and Russian, punctuation, arrows. */
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");
const CHARACTERS =
  range(0x20, 0x7e) + range(0xa0, 0x17f) + range(0x400, 0x45f) + "ҐґȘșȚțƏəẞ" + range(0x2010, 0x2015) + "‘’‚“”„†•…‰′″‹›⁄€→←↑↓↗−×≈≤≥№™\u2009\u202f";
const FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "tnum"];

async function cutFonts() {
  const kept = join(work, "fonts"); // they change only with KERN, so they are cut once
  await mkdir(kept, { recursive: true });
  await mkdir(join(fresh, "fonts"), { recursive: true });
  const version = JSON.parse(await readFile(join(modules, "@kern-ux/native/package.json"), "utf8")).version;
  for (const weight of ["Regular", "Medium", "SemiBold"]) {
    const name = `FiraSans-${weight}.woff2`;
    const cached = join(kept, `${version}-${CHARACTERS.length}-${name}`);
    if (!existsSync(cached)) {
      const font = await readFile(join(modules, "@kern-ux/native/dist/fonts/fira-sans", name));
      await writeFile(cached, await subsetFont(font, CHARACTERS, { targetFormat: "woff2", keepFeatures: FEATURES, noHinting: true }));
    }
    await writeFile(join(fresh, "fonts", name), await readFile(cached));
  }
}

async function makeSprite() {
  const symbols = [];
  for (const name of [...new Set(await lines("icons.txt"))].sort()) {
    const file = join(modules, "lucide-static/icons", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`icons.txt: Lucide has no icon “${name}”`);
    const inner = (await readFile(file, "utf8")).replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
    symbols.push(`<symbol id="i-${name}" viewBox="0 0 24 24">${inner}</symbol>`);
  }
  const licence = "<!-- Lucide, ISC and MIT licence, https://lucide.dev/license -->";
  await writeFile(join(fresh, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${licence}${symbols.join("")}</svg>\n`);
}

async function bundle() {
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: { portal: "css/portal.css" },
    outdir: fresh,
    bundle: true,
    minify: true,
    external: ["fonts/*"],
    loader: { ".svg": "copy" },
    target: ["chrome123", "firefox120", "safari17.5"], // the first that know light-dark()
    logLevel: "warning",
  });
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: { portal: "js/portal.js" },
    outdir: fresh,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2021"],
    legalComments: "none",
    logLevel: "warning",
    logOverride: { "direct-eval": "silent" }, // htmx can evaluate; js/portal.js forbids it (allowEval: false)
  });
}

/* The map: a module of its own, loaded by pages that show one, and the worker that it starts. */
async function bundleMap() {
  const browsers = ["chrome123", "firefox120", "safari17.5"];
  const common = { absWorkingDir: here, outdir: fresh, bundle: true, minify: true, target: browsers, logLevel: "warning", legalComments: "none" };
  await esbuild.build({ ...common, entryPoints: { map: "js/map/index.js", "map-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs" }, format: "esm" });
  await esbuild.build({ ...common, entryPoints: { map: "css/map.css" }, loader: { ".svg": "dataurl" } });
}

/* The large picture of the network: loaded when somebody opens it. */
async function bundleNetwork() {
  const browsers = ["chrome123", "firefox120", "safari17.5"];
  const common = { absWorkingDir: here, outdir: fresh, bundle: true, minify: true, target: browsers, logLevel: "warning", legalComments: "none" };
  await esbuild.build({ ...common, entryPoints: { network: "js/network/index.js" }, format: "esm" });
}

/* Passkeys: on the pages of accounts that use them. */
async function bundlePasskey() {
  const common = { absWorkingDir: here, outdir: fresh, bundle: true, minify: true, target: ["es2021"], logLevel: "warning", legalComments: "none" };
  await esbuild.build({ ...common, entryPoints: { passkey: "js/passkey.js" }, format: "esm" });
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
await cutKern();
await Promise.all([cutFonts(), makeSprite(), bundle(), bundleMap(), bundleNetwork(), bundlePasskey()]);
await cp(join(here, "img"), fresh, { recursive: true });
await cp(join(here, "licences"), join(fresh, "licences"), { recursive: true }); // they go where fonts and icons go
for (const [name, file] of [["MapLibre", "maplibre-gl/LICENSE.txt"], ["Supercluster", "supercluster/LICENSE"], ["Sigma", "sigma/LICENSE.txt"], ["Graphology", "graphology/LICENSE.txt"]]) {
  await cp(join(modules, file), join(fresh, "licences", `${name}.txt`));
}
const dist = join(here, "dist"); // swapped at the end: a server that runs meanwhile never sees half a build
const old = join(work, "old");
await rm(old, { recursive: true, force: true });
if (existsSync(dist)) await rename(dist, old);
await rename(fresh, dist);
await rm(old, { recursive: true, force: true });
