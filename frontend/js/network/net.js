// The data of the picture (network/picture/data.py): who works with whom, and when.
export class Net {
  constructor({ kinds, forms, years, nodes, edges }) {
    Object.assign(this, { kinds, forms, years });
    this.ids = summed(nodes.id);
    this.names = nodes.name;
    this.kindOf = nodes.kind;
    this.x = nodes.x;
    this.y = nodes.y;
    this.size = this.ids.length;
    this.pairs = paired(summed(edges.a), edges);
    this.near = Array.from({ length: this.size }, () => []);
    this.pairs.forEach((pair, number) => {
      this.near[pair.a].push([pair.b, number]);
      this.near[pair.b].push([pair.a, number]);
    });
  }

  /** Sets what is there in a year (null: today): cooperations of each institution, and each pair's state: 0 nothing, 1 planned, 2 running, 3 by agreement. */
  at(year) {
    this.degrees = new Uint16Array(this.size);
    this.states = new Uint8Array(this.pairs.length);
    this.shown = new Uint8Array(this.size);
    this.pairs.forEach(({ a, b, ties }, number) => {
      let state = 0;
      for (const tie of ties) {
        const now = year === null ? tie.now : tie.past && tie.from <= year && (!tie.to || tie.to >= year) ? 1 : 0;
        if (!now) continue;
        state = Math.max(state, now === 2 ? 1 : this.forms[tie.form][2] ? 3 : 2);
        if (now === 1) {
          this.degrees[a] += 1;
          this.degrees[b] += 1;
        }
      }
      this.states[number] = state;
      if (state) this.shown[a] = this.shown[b] = 1;
    });
    return this;
  }

  /** [how many institutions, how many connections] are there. */
  get counts() {
    return [count(this.shown), count(this.states)];
  }

  neighbours(node) {
    return this.near[node].filter(([, pair]) => this.states[pair]).map(([other]) => other);
  }

  /** The shortest way over what runs, as numbers of nodes; null where there is none. */
  way(start, end) {
    const before = new Map([[start, start]]);
    const queue = [start];
    for (let at = 0; at < queue.length && !before.has(end); at += 1) {
      for (const [other, pair] of this.near[queue[at]]) {
        if (this.states[pair] < 2 || before.has(other)) continue;
        before.set(other, queue[at]);
        queue.push(other);
      }
    }
    if (!before.has(end)) return null;
    const way = [end];
    while (way[0] !== start) way.unshift(before.get(way[0]));
    return way;
  }

  /** The node whose name is `text`, else the first whose name holds it; -1 for none. */
  find(text) {
    const wanted = text.trim().toLocaleLowerCase("de");
    if (!wanted) return -1;
    const names = (this.folded ??= this.names.map((name) => name.toLocaleLowerCase("de")));
    const exact = names.findIndex((name, node) => this.shown[node] && name === wanted);
    return exact >= 0 ? exact : names.findIndex((name, node) => this.shown[node] && name.includes(wanted));
  }
}

function summed(differences) {
  let total = 0;
  return differences.map((difference) => (total += difference));
}

/** One entry for two institutions, with all that they do together. */
function paired(firsts, edges) {
  const pairs = [];
  firsts.forEach((a, row) => {
    const b = edges.b[row];
    let pair = pairs.at(-1);
    if (pair?.a !== a || pair.b !== b) pairs.push((pair = { a, b, ties: [] }));
    pair.ties.push({ from: edges.from[row], to: edges.to[row], form: edges.form[row], now: edges.now[row], past: edges.past[row] });
  });
  return pairs;
}

function count(flags) {
  let total = 0;
  for (const flag of flags) total += flag > 0;
  return total;
}
