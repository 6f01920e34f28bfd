import { Pace } from '#platform/timing/pace.js';
import { bridgesOf, type Edge } from './bridges.js';
import { hiddenRow, isHidden, rowName } from './hidden-margins.js';
import type { KpiRow } from './kpi-table.js';

/** Of no sum: every node but this one stands for a sum whose value is known. */
const GROUND = 'ground';

/** Rows that are looked at for a partner. */
const ENOUGH = 50;

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
 * What a reader knows are sums: a total is the sum of its rows, and the values of a split add up to the figure
 * without the split, which anybody may ask for. Every figure is part of at most two such sums (for totals of a split
 * the second kind follows from their rows). Take the sums as nodes and the hidden figures as edges: a hidden figure
 * can be computed just where its edge lies on no cycle, since along a cycle some amount can go round without a change
 * of any sum. For such a figure the total above it is hidden too; where all above are hidden already, those of
 * another hidden value of the same place, which closes a cycle. A value of a split that is the only one with data of
 * its place stays as it is: the figure without the split is its own.
 * @param totals the whole; then, with several groups, each value of the first one
 * @param hasSplit whether the last group of each row is a split
 */
export async function hideTotals(
  rows: readonly KpiRow[],
  totals: readonly (readonly KpiRow[])[],
  hasSplit: boolean,
): Promise<readonly (readonly KpiRow[])[]> {
  if (!rows.some(isHidden) && !totals.flat().some(isHidden)) return totals;
  const pace = new Pace();
  const levels = await levelsOf(rows, totals, hasSplit, pace);
  const cells = new Map<string, Cell>();
  const hidden = new Set<string>();
  for (const level of levels)
    for (const { cell, row } of level) {
      cells.set(cell.name, cell);
      if (isHidden(row)) hidden.add(cell.name);
      if (pace.isDue()) await pace.rest();
    }
  const sums = new HiddenSums(cells, hidden, pace);
  await sums.fill();
  while (await sums.hideMore());
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
    readonly pace: Pace,
  ) {}

  async fill(): Promise<void> {
    for (const name of this.hidden) {
      const cell = this.cells.get(name);
      if (cell === undefined || !cell.isRow) continue;
      for (const key of [cell.from, cell.name, ...this.#above(cell)]) {
        const known = this.#rows.get(key);
        if (known === undefined) this.#rows.set(key, [cell]);
        else known.push(cell);
      }
      if (this.pace.isDue()) await this.pace.rest();
    }
  }

  /** Hides what protects the figures that can be computed now. @returns whether it hid anything */
  async hideMore(): Promise<boolean> {
    const before = this.hidden.size;
    const edges = [...this.hidden].flatMap((name) => this.cells.get(name) ?? []);
    for (const place of await bridgesOf(edges, this.pace)) {
      const cell = edges[place];
      if (cell === undefined) continue;
      const above = this.#above(cell).find((name) => !this.hidden.has(name));
      if (above !== undefined) this.hidden.add(above);
      else for (const name of this.#partner(cell)) this.hidden.add(name);
      if (this.pace.isDue()) await this.pace.rest();
    }
    return this.hidden.size > before;
  }

  /** Names of the totals above a figure, the whole last. */
  #above({ above }: Cell): string[] {
    const names: string[] = [];
    for (let name = above; name !== undefined; name = this.cells.get(name)?.above) names.push(name);
    return names;
  }

  /**
   * The totals above another hidden value of a place that the figure is of: of the first ones those of which most are
   * hidden already. Any of them closes a cycle.
   */
  #partner(cell: Cell): readonly string[] {
    const chains = (this.#rows.get(cell.name) ?? [])
      .slice(0, ENOUGH)
      .flatMap((row) => (this.#rows.get(row.from) ?? []).filter(({ to }) => to !== row.to))
      .map((other) => this.#above(other).filter((name) => !this.hidden.has(name)))
      .filter((open) => open.length > 0);
    return chains.sort((one, other) => one.length - other.length)[0] ?? [];
  }
}

interface Placed {
  readonly row: KpiRow;
  readonly cell: Cell;
}

/** Rows, then the totals above them, the whole last; each figure with its two sums. */
async function levelsOf(
  rows: readonly KpiRow[],
  totals: readonly (readonly KpiRow[])[],
  hasSplit: boolean,
  pace: Pace,
): Promise<readonly (readonly Placed[])[]> {
  const levels = [rows, ...totals.toReversed()];
  const splits = hasSplit ? 1 : 0;
  const placed: Placed[][] = [];
  for (const [depth, level] of levels.entries()) {
    // A total has the first groups of its rows, and the split.
    const kept = Math.max(0, (levels[depth + 1]?.[0]?.group.length ?? 0) - splits);
    const cellOf = ({ group }: KpiRow): Cell => {
      const places = group.slice(0, group.length - splits);
      const isWhole = depth === levels.length - 1;
      const above = isWhole ? undefined : nameAt(depth + 1, [...places.slice(0, kept), ...group.slice(places.length)]);
      const name = nameAt(depth, group);
      const ofSplit = hasSplit ? `split ${rowName(places)}` : GROUND;
      const from = depth === 0 ? ofSplit : sumOf(name);
      return { name, isRow: depth === 0, above, from, to: above === undefined ? GROUND : sumOf(above) };
    };
    placed.push(await pace.map(level, (row) => ({ row, cell: cellOf(row) })));
  }
  return placed;
}

const nameAt = (depth: number, group: KpiRow['group']): string => `${depth} ${rowName(group)}`;
const sumOf = (total: string): string => `sum ${total}`;
