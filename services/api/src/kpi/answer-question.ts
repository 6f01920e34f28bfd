import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { type LocalPeriod, resolvePeriod } from '#domain/calendar/named-period.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import { Pace } from '#platform/timing/pace.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { type Directory, visibleTo } from '#store/network/directory.js';
import { type Comparison, comparisonOf } from './compared-request.js';
import { type AnsweredRow, besideRow, besideTargets, notCompared } from './compared-rows.js';
import { hideMargins, rowName } from './hidden-margins.js';
import { planKpis, type TableRequest } from './kpi-plan.js';
import { KPI_LIMITS, kpiSize, refuseTooLarge } from './kpi-size.js';
import { type KpiRow, type KpiTable, NOTHING_RECORDED, readTable, type TableReading } from './kpi-table.js';
import { questionHash } from './question-hash.js';
import { type Asking, type FigureBudget, laneOf, type Questions } from './questions.js';

/** What a question is answered with. */
export interface AnswerContext extends Omit<Asking, 'viewer'> {
  readonly questions: Questions;
  readonly budget: FigureBudget;
  /** The whole network. */
  readonly directory: Directory;
  readonly smallestCell: number;
  /** Unix milliseconds: by it periods are named, and figures are true. */
  readonly now: number;
}

/** A table with everything that makes it repeatable. */
export interface AnsweredTable extends Omit<KpiTable, 'rows'> {
  readonly question: KpiQuestion;
  readonly questionHash: string;
  readonly rows: readonly AnsweredRow[];
  /** The whole, then each value of the first of several groups; none unless they were asked for. */
  readonly totals: readonly AnsweredRow[];
  /** By the clock of `timeZone`: 2026-11-01T00:00:00. */
  readonly period: LocalPeriod;
  readonly comparedPeriod: LocalPeriod | undefined;
  readonly timeZone: string;
  /** When the figures were read, Unix milliseconds. */
  readonly asOf: number;
}

/** What a question says of its period, or that of its name. @throws RequestError BAD_PERIOD */
export function periodOfQuestion(
  { from, to, period }: Pick<KpiQuestion, 'from' | 'to' | 'period'>,
  now: number,
  zone: string,
): LocalPeriod {
  if (period !== undefined && from === undefined && to === undefined) return resolvePeriod(period, now, zone);
  if (period === undefined && from !== undefined && to !== undefined) return { from, to };
  throw new RequestError(
    'BAD_PERIOD',
    period === undefined
      ? 'The question has no period; give from and to, or a period such as last_month.'
      : `The question has the period ${period} and also from or to; give one of them.`,
  );
}

/** The requests of the totals: asked again with fewer groups, for no figure but counts can be added up. */
function totalRequests(request: TableRequest, totals: boolean): readonly TableRequest[] {
  const [leading, ...others] = request.by;
  if (!totals) return [];
  const whole = { ...request, by: [] };
  return leading === undefined || others.length === 0 ? [whole] : [whole, { ...request, by: [leading] }];
}

const nameOf = (request: TableRequest): string => JSON.stringify(request);

/**
 * All tables of a question, read with one turn at one moment; the same table is read once.
 * @throws RequestError before anything is read where they are too large together
 */
async function readTables(
  requests: readonly TableRequest[],
  viewer: Viewer,
  visible: Directory,
  context: AnswerContext,
): Promise<ReadonlyMap<string, KpiTable>> {
  const { smallestCell, now, budget, questions } = context;
  const distinct = new Map(requests.map((request) => [nameOf(request), request]));
  const readings = [...distinct].map(([name, request]): [string, TableReading] => {
    const plan = planKpis(request, viewer, visible);
    const size = kpiSize(plan, visible);
    refuseTooLarge(plan, size);
    return [name, { plan, size, viewer, visible, options: { smallestCell }, now }];
  });
  const figures = readings.reduce((sum, [, { size }]) => sum + size.figures, 0);
  refuseTooMany(figures, readings.length);
  budget.spend(figures);
  const lane = readings.some(([, { plan }]) => laneOf(plan) === 'long') ? 'long' : 'short';
  return questions.ask({ lane, figures }, { ...context, viewer }, async (database) => {
    const tables = new Map<string, KpiTable>();
    for (const [name, reading] of readings) tables.set(name, await readTable(new KpiStore(database), reading));
    return tables;
  });
}

function refuseTooMany(figures: number, tables: number): void {
  if (figures <= KPI_LIMITS.figures) return;
  throw new RequestError(
    'TOO_MUCH',
    `With its totals and comparison this question asks for ${figures.toLocaleString('en')} figures in ${tables} ` +
      `tables; at most ${KPI_LIMITS.figures.toLocaleString('en')} are answered at once. Leave out totals or compare, ` +
      'or ask for a shorter period, fewer groups or fewer KPIs.',
  );
}

/** Rows with their counterparts. */
async function besideEach(
  rows: readonly KpiRow[],
  others: readonly KpiRow[],
  { wanted, keysOf }: Comparison,
): Promise<AnsweredRow[]> {
  const pace = new Pace();
  const counterparts = new Map(await pace.map(others, (row) => [rowName(keysOf(row)), row]));
  return pace.map(rows, (row) => besideRow(row, counterparts.get(rowName(wanted(row)))), rows[0]?.values.length);
}

/** The rows of a question and of each of its totals, as they were read. */
type Read = readonly (readonly KpiRow[])[];

/** Rows and totals with their second figures, each table with that of the same place. */
async function compareAll(own: Read, others: Read, comparison: Comparison): Promise<AnsweredRow[][]> {
  const isOtherPeriod = comparison.period !== undefined;
  const [rows = []] = isOtherPeriod ? others : own;
  const answered: AnsweredRow[][] = [];
  for (const [place, table] of own.entries()) {
    const other = others[place] ?? [];
    // A region's figure less those of its centres that are shown would tell of one that is hidden, as a total would.
    const shown = isOtherPeriod
      ? place === 0
        ? other
        : hideMargins(other, rows)
      : hideMargins(other, rows, comparison.wanted);
    answered.push(await besideEach(table, shown, comparison));
  }
  return answered;
}

/**
 * Answers a question: the screens, the API, the files and the reports get their figures here and nowhere else.
 * It is planned, counted and refused before anything is read, with its totals and the compared tables; all of them are
 * read at one moment, in one turn of the viewer.
 * @throws RequestError that says how to fix it
 */
export async function answerQuestion(
  question: KpiQuestion,
  viewer: Viewer,
  context: AnswerContext,
): Promise<AnsweredTable> {
  const visible = visibleTo(viewer, context.directory, undefined);
  const { timeZone } = visible.network;
  const { ids, by, where, split, exact, withEmpty = true } = question;
  const asked = periodOfQuestion(question, context.now, timeZone);
  const plan = planKpis({ ids, ...asked, by, where, split, exact, withEmpty }, viewer, visible);
  const period: LocalPeriod = { from: plan.query.from, to: plan.query.to };
  const request: TableRequest = { ids, ...period, by, where, split, exact, withEmpty };
  const comparison = comparisonOf(question.compare, request, visible);
  const parts = [request, ...totalRequests(request, question.totals)];
  const others = parts.map((part) => comparison?.requestOf(part));
  const tables = await readTables(
    [...parts, ...others.filter((other) => other !== undefined)],
    viewer,
    visible,
    context,
  );
  const rowsOf = (part: TableRequest | undefined): readonly KpiRow[] =>
    (part === undefined ? undefined : tables.get(nameOf(part)))?.rows ?? [];
  const [rows = [], ...totals] = parts.map(rowsOf);
  const own = [rows, ...totals.map((total) => hideMargins(total, rows))];
  const beside = question.compare === 'target' ? besideTargets(plan.kpis, visible.network) : notCompared;
  const [answered = [], ...margins] =
    comparison === undefined
      ? own.map((table) => table.map(beside))
      : await compareAll(own, others.map(rowsOf), comparison);
  return {
    question,
    questionHash: questionHash(question),
    kpis: plan.kpis,
    rows: answered,
    totals: margins.flat(),
    notes: notesOf(question, parts, others, tables),
    period,
    comparedPeriod: comparison?.period,
    timeZone,
    asOf: context.now,
  };
}

function notesOf(
  question: KpiQuestion,
  parts: readonly TableRequest[],
  others: readonly (TableRequest | undefined)[],
  tables: ReadonlyMap<string, KpiTable>,
): readonly string[] {
  const [own] = parts;
  const notes = (request: TableRequest | undefined): readonly string[] =>
    (request === undefined ? undefined : tables.get(nameOf(request)))?.notes ?? [];
  const known = new Set(notes(own));
  const compared = notes(others[0])
    .filter((note) => note === NOTHING_RECORDED || !known.has(note))
    .map((note) => `Compared figures: ${note}`);
  return [...known, ...(question.compare === undefined ? [] : compared)];
}
