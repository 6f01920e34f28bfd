import { nameOfPeriod } from './named-period';
import { CHARTS, type Question, type Sheet, type View } from './question';
import { type ReadAddress, readAddress, writeAddress } from './question-address';

/** A view as the API keeps it: the question as JSON, and how it is shown as one line. */
export interface SavedSheet {
  readonly question: string;
  readonly chart: string | null;
}

/** Worst first: the order of a league by its first KPI. */
const LEAGUE = 'league';

/** Text of a value that somebody else wrote as JSON; what is no text says nothing. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The question of a view as the parameters of an address, which are then checked as every address is. */
function parametersOf(json: string): URLSearchParams {
  let question: Readonly<Record<string, unknown>> = {};
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === 'object' && read !== null) question = read as Readonly<Record<string, unknown>>;
  } catch {
    // Not JSON: then nothing of it is known, and the address has no KPIs.
  }
  const parameters = new URLSearchParams();
  for (const key of ['ids', 'by'] as const) parameters.set(key, listOf(question[key]).map(textOf).join(','));
  for (const key of [
    'from',
    'to',
    'period',
    'split',
    'compare',
    'exact',
    'totals',
    'withEmpty',
    'intervals',
  ] as const) {
    const text = textOf(question[key]);
    if (text !== '') parameters.set(key, text);
  }
  for (const filter of listOf(question['where'])) {
    const { key, values } = (filter ?? {}) as { readonly key?: unknown; readonly values?: unknown };
    for (const value of listOf(values)) parameters.append('where', `${textOf(key)}=${textOf(value)}`);
  }
  return parameters;
}

/** How a view is shown, added to its parameters: a chart's name, "league", or sort, chart and of. */
function addLook(parameters: URLSearchParams, chart: string | null, isLowerBetter: (id: string) => boolean): void {
  const [first] = (parameters.get('ids') ?? '').split(',');
  if (chart === null) return;
  if (chart === LEAGUE && first !== undefined) parameters.set('sort', `${isLowerBetter(first) ? '-' : ''}${first}`);
  else if ((CHARTS as readonly string[]).includes(chart)) parameters.set('chart', chart);
  else for (const [key, value] of new URLSearchParams(chart)) parameters.set(key, value);
}

/**
 * The sheet of a saved view on a day; its period by name becomes dates. Never throws: what is not understood of a view
 * is among the faults, as with an address.
 */
export function sheetOfView(
  { question, chart }: SavedSheet,
  today: string,
  isLowerBetter: (id: string) => boolean,
): ReadAddress {
  const parameters = parametersOf(question);
  addLook(parameters, chart, isLowerBetter);
  return readAddress(parameters.toString(), today);
}

/**
 * A sheet as a view is kept.
 * @param moves the period is kept by its name, where it has one: next month the view is of another month
 */
export function viewOfSheet({ question, view }: Sheet, today: string, moves: boolean): SavedSheet {
  const { from, to, split, compare, ...rest } = question;
  const period = moves ? nameOfPeriod({ from, to }, today) : null;
  const kept = {
    ...rest,
    ...(period === null ? { from, to } : { period }),
    ...(split === null ? {} : { split }),
    ...(compare === null ? {} : { compare }),
  };
  return { question: JSON.stringify(kept), chart: lookOf(question, view) };
}

/** The parts of an address that say how an answer is shown; null without any. */
function lookOf(question: Question, view: View): string | null {
  const address = new URLSearchParams(writeAddress({ question, view }));
  const look = new URLSearchParams();
  for (const key of ['sort', 'chart', 'of']) {
    const value = address.get(key);
    if (value !== null) look.set(key, value);
  }
  return look.size === 0 ? null : look.toString();
}
