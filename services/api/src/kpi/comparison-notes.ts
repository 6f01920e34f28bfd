import type { Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import type { AskedKpi } from '#domain/kpi/catalogue.js';
import { type NetworkTargets, targetOf } from '#domain/kpi/kpi-meaning.js';
import type { KpiComparison } from '#domain/kpi/question.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import type { AnsweredRow } from './compared-rows.js';

/** What the notes of a comparison are made of. */
interface Compared {
  /** Undefined: there is none. */
  readonly compare: KpiComparison | undefined;
  readonly kpis: readonly AskedKpi[];
  readonly targets: NetworkTargets;
  readonly viewer: Viewer;
  readonly rows: readonly AnsweredRow[];
  /** The question's period ends then, by the clock of the zone. */
  readonly to: string;
  readonly timeZone: string;
  readonly now: number;
  /** Notes of the question's own rows, and of the compared ones. */
  readonly own: readonly Remark[];
  readonly others: readonly Remark[];
}

function withoutTarget({ kpis, targets }: Compared): Remark[] {
  const missing = kpis.filter(({ definition, parameter }) => targetOf(definition, parameter, targets) === null);
  return missing.length === 0 ? [] : [remark('no_target', { kpis: missing.map(({ asked }) => asked).join(', ') })];
}

/** A month that has begun is not comparable with a whole one. */
function notOver({ to, timeZone, now }: Compared): Remark[] {
  const end = readLocal(to, timeZone)?.at ?? 0;
  return end <= now ? [] : [remark('period_not_over', { to, zone: timeZone })];
}

/** Rows with a figure whose place in the other period has no row, as the 31st of a month has. */
function withoutCounterpart({ rows }: Compared): Remark[] {
  const alone = rows.filter(
    ({ values }) =>
      values.some(({ value }) => value !== null) &&
      values.every(({ compared }) => compared?.noData === true && compared.d === null),
  ).length;
  return alone === 0 ? [] : [remark('no_counterpart', { rows: alone })];
}

/** A region or network is no more than the viewer may see of it. */
function withinScope({ compare, viewer: { scope } }: Compared): Remark[] {
  const isWhole = scope.kind === 'network' || (compare === 'region' && scope.kind === 'region');
  return isWhole ? [] : [remark(compare === 'region' ? 'region_in_scope' : 'network_in_scope')];
}

/** What a reader of a comparison must know. */
export function comparisonNotes(compared: Compared): readonly Remark[] {
  const { compare, own, others } = compared;
  const nameOf = (note: Remark): string => JSON.stringify(note);
  const known = new Set(own.map(nameOf));
  const ofOthers = others
    .filter((note) => note.code === 'nothing_recorded' || !known.has(nameOf(note)))
    .map((note) => remark('of_compared', { note }));
  switch (compare) {
    case undefined:
      return [];
    case 'target':
      return withoutTarget(compared);
    case 'before':
    case 'year':
      return [...ofOthers, ...notOver(compared), ...withoutCounterpart(compared)];
    case 'region':
    case 'network':
      return [...ofOthers, ...withinScope(compared)];
  }
}
