import { sortRows } from '../../components/tables/sort-rows';
import { type Answer, figureOf, numberOf, type Row } from './answer';
import { isTimeGroup, type Order, type Question } from './question';

/** total: the whole; subtotal: one leading group; row: what was asked for. */
export type RowKind = 'total' | 'subtotal' | 'row';

/** A row of the table as it is shown. */
export interface ShownRow {
  /** Unique in the table. */
  readonly key: string;
  readonly kind: RowKind;
  readonly row: Row;
  /** The rows that this one is a total of, in the order of time, where they follow each other. */
  readonly series: readonly Row[] | null;
}

/** The columns that say what a row is of: the groups, then the split. */
export const groupColumns = ({ by, split }: Pick<Question, 'by' | 'split'>): readonly string[] =>
  split === null ? by : [...by, split];

const groupValue = (row: Row, key: string): string => row.group.find((each) => each.key === key)?.value ?? '';

const CHANGE = 'change.';

/** The column of a KPI's change. */
export const changeColumn = (id: string): string => `${CHANGE}${id}`;

/** What a row is ordered by: names of places, moments of time, numbers of KPIs. */
function sortKey(row: Row, column: string): string | number | null {
  if (column.startsWith(CHANGE)) return figureOf(row, column.slice(CHANGE.length))?.compared?.difference ?? null;
  const group = row.group.find(({ key }) => key === column);
  if (group !== undefined) return isTimeGroup(column) ? group.value : group.label;
  return numberOf(figureOf(row, column));
}

const sorted = (rows: readonly Row[], order: Order | null): readonly Row[] =>
  order === null ? rows : sortRows(rows, (row) => sortKey(row, order.columnId), order.isDescending);

const keyOf = (kind: RowKind, row: Row): string => `${kind} ${JSON.stringify(row.group.map(({ value }) => value))}`;

const shown = (kind: RowKind, row: Row, series: readonly Row[] | null = null): ShownRow => ({
  key: keyOf(kind, row),
  kind,
  row,
  series,
});

/** The rows of each value of the leading group, in the order of the answer. */
function blocksOf(rows: readonly Row[], leading: string): ReadonlyMap<string, readonly Row[]> {
  const blocks = new Map<string, Row[]>();
  for (const row of rows) {
    const value = groupValue(row, leading);
    const block = blocks.get(value);
    if (block === undefined) blocks.set(value, [row]);
    else block.push(row);
  }
  return blocks;
}

/** A leading group's rows, and its totals where they were asked for. */
interface Block {
  readonly rows: readonly Row[];
  readonly totals: readonly Row[];
}

/** Orders the leading groups by their own totals, or by their names; null: as they are. */
function sortBlocks(blocks: readonly Block[], order: Order | null, by: Question['by']): readonly Block[] {
  const [leading = '', ...others] = by;
  if (order === null || (others as readonly string[]).includes(order.columnId)) return blocks;
  const head = ({ rows, totals }: Block): Row | undefined => (order.columnId === leading ? rows[0] : totals[0]);
  const keys = (block: Block): string | number | null => {
    const row = head(block);
    return row === undefined ? null : sortKey(row, order.columnId);
  };
  return sortRows(blocks, keys, order.isDescending);
}

/**
 * The rows as they are shown: the whole first, then the rows; with several groups the rows of each leading group stay
 * together under its own figures. Totals are the API's: nothing is added up here.
 */
export function tableRows(answer: Answer, question: Question, order: Order | null): readonly ShownRow[] {
  const { by, split } = question;
  const isTotal = ({ group }: Row): boolean => group.every(({ key }) => key === split);
  const totals = answer.totals.filter(isTotal);
  const ofGroups = answer.totals.filter((row) => !isTotal(row));
  const leading = by[0];
  const isSeries = split === null && isTimeGroup(by.at(-1) ?? '');
  const whole = totals.map((row) => shown('total', row, isSeries && by.length === 1 ? answer.rows : null));
  if (leading === undefined || by.length < 2)
    return [...whole, ...sorted(answer.rows, order).map((row) => shown('row', row))];
  const totalsOf = blocksOf(ofGroups, leading);
  const blocks = [...blocksOf(answer.rows, leading)].map(([value, rows]) => ({
    rows,
    totals: totalsOf.get(value) ?? [],
  }));
  const isOfRows = order !== null && order.columnId !== leading;
  const below = sortBlocks(blocks, order, by).flatMap(({ rows, totals: own }) => [
    ...own.map((row) => shown('subtotal', row, isSeries && by.length === 2 ? rows : null)),
    ...sorted(rows, isOfRows ? order : null).map((row) => shown('row', row)),
  ]);
  return [...whole, ...below];
}

/** The least and the greatest number of a KPI over the rows that were asked for; null where fewer than two differ. */
export function rangeOf(rows: readonly Row[], id: string): { readonly min: number; readonly max: number } | null {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = numberOf(figureOf(row, id));
    if (value === null) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return max > min ? { min, max } : null;
}
