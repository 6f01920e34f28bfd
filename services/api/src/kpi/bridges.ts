import type { Pace } from '#platform/timing/pace.js';

/** An edge between two nodes. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

interface Step {
  readonly node: string;
  /** The edge by which the node was reached; -1: it is the first. */
  readonly by: number;
  next: number;
}

/**
 * The edges that lie on no cycle: without one of them its ends would be in different parts. Tarjan's low-links, without
 * recursion: linear in nodes and edges, in slices.
 * @returns places in `edges`
 */
export async function bridgesOf(edges: readonly Edge[], pace: Pace): Promise<readonly number[]> {
  const around = new Map<string, number[]>();
  for (const [place, { from, to }] of edges.entries())
    for (const node of [from, to]) {
      const known = around.get(node);
      if (known === undefined) around.set(node, [place]);
      else known.push(place);
      if (pace.isDue()) await pace.rest();
    }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const bridges: number[] = [];
  const lower = (node: string, value: number): void => void low.set(node, Math.min(low.get(node) ?? value, value));
  const enter = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node) ?? 0);
  };
  for (const root of around.keys()) {
    if (order.has(root)) continue;
    enter(root);
    const path: Step[] = [{ node: root, by: -1, next: 0 }];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      if (pace.isDue()) await pace.rest();
      const place = around.get(step.node)?.[step.next];
      step.next += 1;
      if (place === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent === undefined) continue;
        const reached = low.get(step.node) ?? 0;
        lower(parent.node, reached);
        if (reached > (order.get(parent.node) ?? 0)) bridges.push(step.by);
        continue;
      }
      const edge = edges[place];
      if (edge === undefined || place === step.by) continue;
      const other = edge.from === step.node ? edge.to : edge.from;
      const seen = order.get(other);
      if (seen !== undefined) lower(step.node, seen);
      else {
        enter(other);
        path.push({ node: other, by: place, next: 0 });
      }
    }
  }
  return bridges;
}
