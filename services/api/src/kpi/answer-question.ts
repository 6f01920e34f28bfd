import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { type LocalPeriod, resolvePeriod } from '#domain/calendar/named-period.js';
import type { KpiQuestion, KpiZone } from '#domain/kpi/question.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import { Pace } from '#platform/timing/pace.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { type Directory, visibleTo } from '#store/network/directory.js';
import { type Comparison, comparisonOf } from './compared-request.js';
import { type AnsweredRow, besideRow, besideTargets, notCompared } from './compared-rows.js';
import { comparisonNotes } from './comparison-notes.js';
import { hideMargins, rowName } from './hidden-margins.js';
import { hideTotals } from './hide-totals.js';
import { type KpiPlan, planKpis, requestOf, type TableRequest, zonesOf } from './kpi-plan.js';
import { KPI_LIMITS, kpiSize, refuseTooLarge } from './kpi-size.js';
import { type KpiRow, type KpiTable, readTable, type TableReading } from './kpi-table.js';
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
  /** By the clock that `zone` says: 2026-11-01T00:00:00. */
  readonly period: LocalPeriod;
  readonly comparedPeriod: LocalPeriod | undefined;
  readonly zone: KpiZone;
  /** The network's. */
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
    period === undefined ? remark('period_missing') : remark('period_twice', { period }),
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
  planOf: (request: TableRequest) => KpiPlan,
  viewer: Viewer,
  visible: Directory,
  context: AnswerContext,
): Promise<ReadonlyMap<string, KpiTable>> {
  const { smallestCell, now, budget, questions } = context;
  const distinct = new Map<string, TableRequest>();
  for (const request of requests) if (!distinct.has(nameOf(request))) distinct.set(nameOf(request), request);
  const readings = [...distinct].map(([name, request]): [string, TableReading] => {
    const plan = planOf(request);
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
  throw new RequestError('TOO_MUCH', remark('too_large_together', { figures, tables, limit: KPI_LIMITS.figures }));
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

/** Rows and totals that are compared with no table. */
async function besideNone(own: Read, beside: (row: KpiRow) => AnsweredRow): Promise<AnsweredRow[][]> {
  const pace = new Pace();
  const answered: AnsweredRow[][] = [];
  for (const table of own) answered.push(await pace.map(table, beside, table[0]?.values.length));
  return answered;
}

/** Rows and totals with their second figures, each table with that of the same place. */
async function compareAll(
  own: Read,
  others: Read,
  comparison: Comparison,
  hasSplit: boolean,
): Promise<AnsweredRow[][]> {
  const [rows = []] = own;
  const [otherRows = [], ...otherTotals] = others;
  const shown =
    comparison.period === undefined
      ? others.map((other) => hideMargins(other, rows, comparison.wanted))
      : [otherRows, ...(await hideTotals(otherRows, otherTotals, hasSplit))];
  const answered: AnsweredRow[][] = [];
  for (const [place, table] of own.entries()) answered.push(await besideEach(table, shown[place] ?? [], comparison));
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
  const { split, zone = 'centre' } = question;
  const asked = periodOfQuestion(question, context.now, timeZone);
  const plan = planKpis(requestOf(question, asked), viewer, visible);
  const period: LocalPeriod = { from: plan.query.from, to: plan.query.to };
  const request = requestOf(question, period);
  const comparison = comparisonOf(question.compare, request, visible);
  const parts = [request, ...totalRequests(request, question.totals)];
  const others = parts.map((part) => comparison?.requestOf(part));
  const tables = await readTables(
    [...parts, ...others.filter((other) => other !== undefined)],
    // The first is the question's own, which is planned already.
    (part) => (part === request ? plan : planKpis(part, viewer, visible)),
    viewer,
    visible,
    context,
  );
  const tableOf = (part: TableRequest | undefined): Pick<KpiTable, 'rows' | 'notes'> =>
    (part === undefined ? undefined : tables.get(nameOf(part))) ?? { rows: [], notes: [] };
  const [rows = [], ...totals] = parts.map((part) => tableOf(part).rows);
  const own = [rows, ...(await hideTotals(rows, totals, split !== undefined))];
  const compared = others.map((other) => tableOf(other).rows);
  const [answered = [], ...margins] =
    comparison === undefined
      ? await besideNone(own, question.compare === 'target' ? besideTargets(plan.kpis, visible.network) : notCompared)
      : await compareAll(own, compared, comparison, split !== undefined);
  const notes = [...tableOf(request).notes, ...zoneNotes(zone, visible)];
  const said = { own: notes, others: tableOf(others[0]).notes, now: context.now };
  const around = { kpis: plan.kpis, targets: visible.network, viewer, rows: answered, ...period, timeZone };
  return {
    question,
    questionHash: questionHash(question),
    kpis: plan.kpis,
    rows: answered,
    totals: margins.flat(),
    notes: said.own.concat(comparisonNotes({ compare: question.compare, ...around, ...said })),
    period,
    comparedPeriod: comparison?.period,
    zone,
    timeZone,
    asOf: context.now,
  };
}

const SHOWN_ZONES = 6;

/** Says by whose clock the periods are, where it makes a difference. */
function zoneNotes(zone: KpiZone, visible: Directory): readonly Remark[] {
  const zones = zonesOf(visible);
  if (zones.length < 2) return [];
  if (zone === 'network') return [remark('zone_of_network', { zone: visible.network.timeZone })];
  const shown = zones.slice(0, SHOWN_ZONES).join(', ');
  const more = zones.length - SHOWN_ZONES;
  return [
    more > 0 ? remark('zones_of_centres_more', { zones: shown, more }) : remark('zones_of_centres', { zones: shown }),
  ];
}
