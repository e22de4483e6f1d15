// Which edges say nothing new: those between two nodes that a longer way connects, too. Pure.

/** An edge between two numbered nodes. */
export interface Link {
  from: number;
  to: number;
}

/**
 * For each edge, whether there is another way from its one end to its other. Where there are cycles, or
 * too many nodes to be worth it, none is said to be.
 */
export function redundant(nodes: number, links: readonly Link[], most = 4000): boolean[] {
  const none = links.map(() => false);
  const children: number[][] = Array.from({ length: nodes }, () => []);
  for (const { from, to } of links) {
    children[from]?.push(to);
  }
  const order = nodes > most ? undefined : topological(children);
  if (!order) {
    return none;
  }
  // What can be reached from each node: one bit a node, filled from the ends backwards.
  const words = Math.ceil(nodes / 32);
  const reached = Array.from({ length: nodes }, () => new Uint32Array(words));
  const has = (bits: Uint32Array | undefined, node: number) =>
    bits !== undefined && (((bits[node >> 5] ?? 0) >>> (node & 31)) & 1) === 1;
  for (const node of order.toReversed()) {
    const own = reached[node];
    for (const child of children[node] ?? []) {
      const further = reached[child];
      for (let word = 0; own && further && word < words; word += 1) {
        own[word] = (own[word] ?? 0) | (further[word] ?? 0);
      }
      if (own) {
        own[child >> 5] = (own[child >> 5] ?? 0) | (1 << (child & 31));
      }
    }
  }
  return links.map(({ from, to }) =>
    (children[from] ?? []).some((child) => child !== to && has(reached[child], to)),
  );
}

/** The nodes in an order in which each stands before those it leads to; none where there is a cycle. */
function topological(children: readonly number[][]): number[] | undefined {
  const waiting = children.map(() => 0);
  for (const child of children.flat()) {
    waiting[child] = (waiting[child] ?? 0) + 1;
  }
  const order = [...waiting.keys()].filter((node) => waiting[node] === 0);
  for (let at = 0; at < order.length; at += 1) {
    for (const child of children[order[at] ?? -1] ?? []) {
      const left = (waiting[child] ?? 0) - 1;
      waiting[child] = left;
      if (left === 0) {
        order.push(child);
      }
    }
  }
  return order.length === children.length ? order : undefined;
}
