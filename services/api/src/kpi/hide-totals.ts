import { bridgesOf, type Edge } from './bridges.js';
import { hiddenRow, isHidden, rowName } from './hidden-margins.js';
import type { KpiRow } from './kpi-table.js';

/** Of no sum: every node but this one stands for a sum whose value is known. */
const GROUND = 'ground';

/** A figure with the sums that it is part of. */
interface Cell extends Edge {
  readonly name: string;
  readonly isRow: boolean;
  /** The total above it; undefined: it is the whole. */
  readonly above: string | undefined;
}

/**
 * Totals of which as few as possible are hidden, so that no hidden figure can be computed.
 *
 * What a reader knows are sums: a total is the sum of its rows, and the values of a split add up to the figure without
 * the split, which anybody may ask for. Every figure is part of at most two such sums (for totals of a split the second
 * kind follows from their rows). Take the sums as nodes and the hidden figures as edges: a hidden figure can be computed
 * just where its edge lies on no cycle, since along a cycle some amount can go round without a change of any sum. For
 * such a figure the total above it is hidden too; where all above are hidden already, those of another hidden value of
 * the same place, which closes a cycle. A value of a split that is the only one with data of its place stays as it is:
 * the figure without the split is its own.
 * @param totals the whole; then, with several groups, each value of the first one
 * @param hasSplit whether the last group of each row is a split
 */
export function hideTotals(
  rows: readonly KpiRow[],
  totals: readonly (readonly KpiRow[])[],
  hasSplit: boolean,
): readonly (readonly KpiRow[])[] {
  if (!rows.some(isHidden) && !totals.flat().some(isHidden)) return totals;
  const levels = levelsOf(rows, totals, hasSplit);
  const hidden = new Set(levels.flat().flatMap(({ cell, row }) => (isHidden(row) ? [cell.name] : [])));
  const sums = new HiddenSums(new Map(levels.flat().map(({ cell }) => [cell.name, cell])), hidden);
  while (sums.hideMore());
  return levels
    .slice(1)
    .toReversed()
    .map((level) => level.map(({ cell, row }) => (hidden.has(cell.name) ? hiddenRow(row) : row)));
}

class HiddenSums {
  /** Hidden rows, by the sum over their split and by each total above them. */
  readonly #rows = new Map<string, Cell[]>();

  constructor(
    readonly cells: ReadonlyMap<string, Cell>,
    readonly hidden: Set<string>,
  ) {
    for (const cell of [...hidden].flatMap((name) => cells.get(name) ?? [])) {
      if (!cell.isRow) continue;
      for (const key of [cell.from, cell.name, ...this.#above(cell)])
        this.#rows.set(key, [...(this.#rows.get(key) ?? []), cell]);
    }
  }

  /** Hides what protects the figures that can be computed now. @returns whether it hid anything */
  hideMore(): boolean {
    const before = this.hidden.size;
    const edges = [...this.hidden].flatMap((name) => this.cells.get(name) ?? []);
    for (const place of bridgesOf(edges)) {
      const cell = edges[place];
      if (cell === undefined) continue;
      const above = this.#above(cell).find((name) => !this.hidden.has(name));
      if (above !== undefined) this.hidden.add(above);
      else for (const name of this.#partner(cell)) this.hidden.add(name);
    }
    return this.hidden.size > before;
  }

  /** Names of the totals above a figure, the whole last. */
  #above({ above }: Cell): string[] {
    const names: string[] = [];
    for (let name = above; name !== undefined; name = this.cells.get(name)?.above) names.push(name);
    return names;
  }

  /** The totals above another hidden value of a place that the figure is of: those of which most are hidden already. */
  #partner(cell: Cell): readonly string[] {
    const chains = (this.#rows.get(cell.name) ?? []).flatMap((row) =>
      (this.#rows.get(row.from) ?? []).filter(({ to }) => to !== row.to).map((other) => this.#above(other)),
    );
    const open = (chain: readonly string[]): number => chain.filter((name) => !this.hidden.has(name)).length;
    return chains.filter((chain) => open(chain) > 0).sort((one, other) => open(one) - open(other))[0] ?? [];
  }
}

interface Placed {
  readonly row: KpiRow;
  readonly cell: Cell;
}

/** Rows, then the totals above them, the whole last; each figure with its two sums. */
function levelsOf(
  rows: readonly KpiRow[],
  totals: readonly (readonly KpiRow[])[],
  hasSplit: boolean,
): readonly (readonly Placed[])[] {
  const levels = [rows, ...totals.toReversed()];
  return levels.map((level, depth) => {
    // A total has the first groups of its rows, and the split.
    const kept = levels[depth + 1]?.[0]?.group.length ?? 0;
    const splits = hasSplit ? 1 : 0;
    return level.map((row) => {
      const { group } = row;
      const split = hasSplit ? group.slice(-1) : [];
      const places = hasSplit ? group.slice(0, -1) : group;
      const isWhole = depth === levels.length - 1;
      const above = isWhole ? undefined : nameAt(depth + 1, [...places.slice(0, Math.max(0, kept - splits)), ...split]);
      const name = nameAt(depth, group);
      const unsplit = hasSplit ? `${depth} of ${rowName(places)}` : GROUND;
      const below = depth === 0 ? unsplit : sumOf(name);
      return {
        row,
        cell: { name, isRow: depth === 0, above, from: below, to: above === undefined ? GROUND : sumOf(above) },
      };
    });
  });
}

const nameAt = (depth: number, group: KpiRow['group']): string => `${depth} ${rowName(group)}`;
const sumOf = (total: string): string => `sum ${total}`;
