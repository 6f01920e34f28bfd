import { RequestError } from '#domain/access/request-error.js';
import { mayRespondToAlerts, type Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import type {
  AlertLoadStore,
  LoadPeriod,
  LoadSource,
  LoadTotals,
  PageCounts,
  PersonLoad,
  StepCounts,
} from '#store/alerts/alert-load-store.js';
import type { AskedScope } from '#store/network/directory.js';
import type { AlertLoadStep } from '../gql/schema-types.js';

const DAY_MS = 86_400_000;
const MAX_DAYS = 92;
/** Periods up to this length have a step for each hour; longer ones have a step for each day. */
const MAX_HOURLY_DAYS = 7;

/** The load of a period; names are still in several languages. */
export interface AlertLoad extends LoadTotals, PageCounts {
  readonly from: number;
  readonly to: number;
  readonly knownFrom: number | null;
  readonly knownTo: number | null;
  readonly stepHours: number;
  readonly perPersonHour: number | null;
  readonly steps: readonly AlertLoadStep[];
  readonly sources: readonly LoadSource[];
  readonly chatter: readonly LoadSource[];
  readonly persons: readonly PersonLoad[] | null;
}

/** Parses a period in a time zone. @throws RequestError BAD_DATE, BAD_PERIOD or TOO_MUCH, which says how to fix it */
export function loadPeriod(from: string, to: string, zone: string): LoadPeriod {
  const [start, end] = [readLocal(from, zone), readLocal(to, zone)];
  for (const [name, text, read] of [['from', from, start] as const, ['to', to, end] as const])
    if (read === undefined)
      throw new RequestError('BAD_DATE', `${name} "${text}" is not an ISO date or date-time; write 2026-11-24.`);
  const [a, b] = [start?.at ?? 0, end?.at ?? 0];
  if (b <= a) throw new RequestError('BAD_PERIOD', 'The period ends before it begins; give a later "to".');
  if (b - a > (MAX_DAYS + 0.1) * DAY_MS)
    throw new RequestError('TOO_MUCH', `The period is longer than ${MAX_DAYS} days; ask for a shorter one.`);
  return { from: a, to: b, stepHours: b - a <= (MAX_HOURLY_DAYS + 0.1) * DAY_MS ? 1 : 24, zone };
}

/**
 * How much work alerts caused in a period. The time before the first rule and after the last evaluation is no data, not
 * zero.
 */
export async function alertLoad(
  store: AlertLoadStore,
  viewer: Viewer,
  asked: AskedScope | null | undefined,
  period: LoadPeriod,
): Promise<AlertLoad> {
  const { scope } = viewer;
  const seesPeople = mayRespondToAlerts(viewer) && viewer.seesStaff;
  const [known, totals, pages, steps, sources, chatter, persons] = await Promise.all([
    store.known(),
    store.totals(scope, asked, period),
    store.pages(scope, asked, period),
    store.steps(scope, asked, period),
    store.sources(scope, asked, period, false),
    store.sources(scope, asked, period, true),
    seesPeople ? store.persons(scope, asked, period) : null,
  ]);
  const part = knownPart(period, known);
  return {
    ...totals,
    ...pages,
    from: period.from,
    to: period.to,
    knownFrom: part?.from ?? null,
    knownTo: part?.to ?? null,
    stepHours: period.stepHours,
    perPersonHour: part === undefined ? null : rate(pages, part.to - part.from),
    steps: steps.map((step, index) => stepOf(step, steps[index + 1]?.at ?? period.to, part)),
    sources,
    chatter,
    persons,
  };
}

type Part = { readonly from: number; readonly to: number };

/** The part of a period with known figures; undefined: none. */
function knownPart({ from, to }: Part, known: Part | undefined): Part | undefined {
  if (known === undefined) return undefined;
  const part = { from: Math.max(from, known.from), to: Math.min(to, known.to) };
  return part.to > part.from ? part : undefined;
}

function stepOf({ at, ...counts }: StepCounts, end: number, known: Part | undefined): AlertLoadStep {
  const part = knownPart({ from: at, to: end }, known);
  if (part === undefined) return { at, fired: null, paged: null, people: null, perPersonHour: null };
  return { at, ...counts, perPersonHour: rate(counts, part.to - part.from) };
}

/**
 * Pages for each person and hour. A part of an hour counts as a whole one, so that the first minute does not look like
 * a storm.
 */
const rate = ({ paged, people }: PageCounts, ms: number): number | null =>
  people === 0 ? null : paged / people / Math.max(1, ms / 3_600_000);
