import type { KpiGroup, KpiSplit } from '../../gql/graphql';
import { PERIOD_NAMES, type PeriodName, resolvePeriod } from './named-period';
import {
  CHARTS,
  COMPARISONS,
  FILTER_KEYS,
  type Filter,
  type FilterKey,
  GROUPS,
  LIMITS,
  type Order,
  type Question,
  type Sheet,
  SPLITS,
} from './question';

/** Why a part of an address is not understood. */
export type FaultKind = 'unknown' | 'date' | 'empty' | 'twice' | 'many';

/** A part of an address that is not understood; `value` is text of somebody else, shortened. */
export interface AddressFault {
  readonly key: string;
  readonly value: string;
  readonly kind: FaultKind;
}

/** What an address says. With faults the sheet leaves them out, so it is another question than the address's. */
export interface ReadAddress {
  readonly sheet: Sheet;
  readonly faults: readonly AddressFault[];
  /** The address names no part of a question: the sheet is the one to begin with. */
  readonly isEmpty: boolean;
}

const KEYS = [
  'ids',
  'from',
  'to',
  'period',
  'by',
  'where',
  'split',
  'compare',
  'exact',
  'totals',
  'withEmpty',
  'intervals',
  'sort',
  'chart',
  'of',
] as const;
const SHOWN_LENGTH = 60;
const KPI_ID = /^[a-z][a-z0-9_]{0,60}(:\d{1,5}(\.\d{1,3})?)?$/;
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):(00|15|30|45))?$/;
const FIRST_YEAR = 1970;

/** What an evaluator begins with: the last month by region. */
const FIRST_IDS: readonly string[] = ['served', 'wait_mean', 'service_level', 'satisfaction'];

/** The sheet without an address. */
export const firstSheet = (today: string): Sheet => ({
  question: {
    ids: FIRST_IDS,
    ...resolvePeriod('last_month', today),
    by: ['region'],
    where: [],
    split: null,
    compare: null,
    exact: false,
    totals: true,
    withEmpty: true,
    intervals: true,
  },
  view: { order: null, chart: null, of: null },
});

/** Whether a text is a date, or a quarter hour of one, that the calendar has. */
function isLocalTime(text: string): boolean {
  const [, year, month, day] = LOCAL_TIME.exec(text) ?? [];
  if (year === undefined || Number(year) < FIRST_YEAR) return false;
  const date = `${year}-${month}-${day}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === date;
}

const timeOf = (local: string): number => Date.parse(local.includes('T') ? `${local}:00Z` : `${local}T00:00:00Z`);

/** Whether a period has a beginning before its end. */
export const isPeriod = (from: string, to: string): boolean =>
  isLocalTime(from) && isLocalTime(to) && timeOf(to) > timeOf(from);

/** Gathers faults while the parts of an address are read. */
class AddressReader {
  readonly faults: AddressFault[] = [];

  constructor(readonly search: URLSearchParams) {}

  fault(key: string, value: string, kind: FaultKind): void {
    this.faults.push({ key, value: value.slice(0, SHOWN_LENGTH), kind });
  }

  /** One of a list; the first value counts. */
  oneOf<Value extends string>(key: string, known: readonly Value[]): Value | null {
    const text = this.search.get(key);
    if (text === null || text === '') return null;
    const found = known.find((value) => value === text);
    if (found === undefined) this.fault(key, text, 'unknown');
    return found ?? null;
  }

  /** @param otherwise where the address does not say */
  flag(key: string, otherwise = false): boolean {
    const text = this.search.get(key);
    if (text !== null && text !== 'true' && text !== 'false') this.fault(key, text, 'unknown');
    return otherwise ? text !== 'false' : text === 'true';
  }

  /** A list with commas; what is not known, named twice or too much is a fault. */
  list<Value extends string>(key: string, isKnown: (text: string) => text is Value, atMost: number): Value[] {
    const found: Value[] = [];
    for (const text of (this.search.get(key) ?? '').split(',')) {
      if (text === '') continue;
      if (!isKnown(text)) this.fault(key, text, 'unknown');
      else if (found.includes(text)) this.fault(key, text, 'twice');
      else if (found.length >= atMost) {
        this.fault(key, text, 'many');
        break;
      } else found.push(text);
      if (this.faults.length >= LIMITS.filters) break;
    }
    return found;
  }

  filters(): Filter[] {
    const values = new Map<FilterKey, string[]>();
    let count = 0;
    for (const text of this.search.getAll('where')) {
      const at = text.indexOf('=');
      const key = FILTER_KEYS.find((known) => known === text.slice(0, Math.max(0, at)));
      const value = text.slice(at + 1);
      const isFit = value !== '' && value.length <= LIMITS.valueLength && !/\p{Cc}/u.test(value);
      if (key === undefined || !isFit) this.fault('where', text, 'unknown');
      else if (values.get(key)?.includes(value)) this.fault('where', text, 'twice');
      else if (count >= LIMITS.filters) {
        this.fault('where', text, 'many');
        break;
      } else {
        values.set(key, [...(values.get(key) ?? []), value]);
        count += 1;
      }
      if (this.faults.length >= LIMITS.filters) break;
    }
    return [...values].map(([key, list]) => ({ key, values: list }));
  }

  period(today: string): { from: string; to: string } {
    const name = this.oneOf<PeriodName>('period', PERIOD_NAMES);
    const [from, to] = [this.search.get('from'), this.search.get('to')];
    const fallback = resolvePeriod(name ?? 'last_month', today);
    if (from === null && to === null) return fallback;
    for (const [key, text] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (text === null || !isLocalTime(text)) this.fault(key, text ?? '', 'date');
    if (from === null || to === null || !isLocalTime(from) || !isLocalTime(to)) return fallback;
    if (isPeriod(from, to)) return { from, to };
    this.fault('to', to, 'empty');
    return fallback;
  }

  order(): Order | null {
    const text = this.search.get('sort');
    if (text === null || text === '') return null;
    const column = text.replace(/^-/, '');
    const bare = column.replace(/^change\./, '');
    const isKnown = KPI_ID.test(bare) || (SPLITS as readonly string[]).includes(column);
    if (isKnown || (GROUPS as readonly string[]).includes(column))
      return { columnId: column, isDescending: text !== column };
    this.fault('sort', text, 'unknown');
    return null;
  }
}

const isGroup = (text: string): text is KpiGroup => (GROUPS as readonly string[]).includes(text);
const isKpiId = (text: string): text is string => KPI_ID.test(text);

/**
 * Reads an address. Never throws: every part that is not understood is a fault, and is left out of the sheet. KPIs and
 * values of filters are checked for their form only; whether they exist the API says.
 * @param today the date now in the network's zone, for periods by name
 */
export function readAddress(search: string, today: string): ReadAddress {
  const reader = new AddressReader(new URLSearchParams(search));
  const isEmpty = !KEYS.some((key) => reader.search.has(key));
  if (isEmpty) return { sheet: firstSheet(today), faults: [], isEmpty };
  const ids = reader.list('ids', isKpiId, LIMITS.ids);
  const question: Question = {
    ids: ids.length === 0 ? FIRST_IDS : ids,
    ...reader.period(today),
    by: reader.list('by', isGroup, LIMITS.groups),
    where: reader.filters(),
    split: reader.oneOf<KpiSplit>('split', SPLITS),
    compare: reader.oneOf('compare', COMPARISONS),
    exact: reader.flag('exact'),
    totals: reader.flag('totals'),
    withEmpty: reader.flag('withEmpty', true),
    intervals: reader.flag('intervals'),
  };
  const view = { order: reader.order(), chart: reader.oneOf('chart', CHARTS), of: reader.oneOf('of', question.ids) };
  return { sheet: { question, view }, faults: reader.faults, isEmpty };
}

/** The parts of a question as the address and the API's /api/v1/kpis both name them. */
export function questionParameters(question: Question): URLSearchParams {
  const { ids, from, to, by, where, split, compare, exact, totals, withEmpty, intervals } = question;
  const parameters = new URLSearchParams({ ids: ids.join(','), from, to });
  if (by.length > 0) parameters.set('by', by.join(','));
  for (const { key, values } of where) for (const value of values) parameters.append('where', `${key}=${value}`);
  if (split !== null) parameters.set('split', split);
  if (compare !== null) parameters.set('compare', compare);
  if (exact) parameters.set('exact', 'true');
  if (totals) parameters.set('totals', 'true');
  if (!withEmpty) parameters.set('withEmpty', 'false');
  if (intervals) parameters.set('intervals', 'true');
  return parameters;
}

/** A comma in a list needs no escape, and people read and write addresses. */
const readable = (parameters: URLSearchParams): string =>
  parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');

/**
 * The address of a sheet, without the question mark; parts of the present address that are of other pages (language,
 * kiosk) stay. `readAddress` of it gives the same sheet, without faults.
 */
export function writeAddress({ question, view }: Sheet, present = ''): string {
  const parameters = questionParameters(question);
  if (view.order !== null) parameters.set('sort', `${view.order.isDescending ? '-' : ''}${view.order.columnId}`);
  if (view.chart !== null) parameters.set('chart', view.chart);
  if (view.of !== null && question.ids.includes(view.of)) parameters.set('of', view.of);
  for (const [key, value] of new URLSearchParams(present))
    if (!(KEYS as readonly string[]).includes(key)) parameters.append(key, value);
  return readable(parameters);
}
