import type { Viewer } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import type { AskedKpi } from '#domain/kpi/catalogue.js';
import { type NetworkTargets, targetOf } from '#domain/kpi/kpi-meaning.js';
import type { KpiComparison } from '#domain/kpi/question.js';
import type { AnsweredRow } from './compared-rows.js';
import { NOTHING_RECORDED } from './kpi-table.js';

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
  readonly own: readonly string[];
  readonly others: readonly string[];
}

function withoutTarget({ kpis, targets }: Compared): string[] {
  const missing = kpis.filter(({ definition, parameter }) => targetOf(definition, parameter, targets) === null);
  return missing.length === 0 ? [] : [`No target is set for ${missing.map(({ asked }) => asked).join(', ')}.`];
}

/** A month that has begun is not comparable with a whole one. */
function notOver({ to, timeZone, now }: Compared): string[] {
  const end = readLocal(to, timeZone)?.at ?? 0;
  return end <= now
    ? []
    : [`The period is not over before ${to} (${timeZone}): its figures still grow, those compared with do not.`];
}

/** Rows with a figure whose place in the other period has no row, as the 31st of a month has. */
function withoutCounterpart({ rows }: Compared): string[] {
  const alone = rows.filter(
    ({ values }) =>
      values.some(({ value }) => value !== null) &&
      values.every(({ compared }) => compared?.noData === true && compared.d === null),
  ).length;
  return alone === 0 ? [] : [`${alone} rows have no counterpart in the compared period.`];
}

/** A region or network is no more than the viewer may see of it. */
function withinScope({ compare, viewer: { scope } }: Compared): string[] {
  const isWhole = scope.kind === 'network' || (compare === 'region' && scope.kind === 'region');
  return isWhole ? [] : [`The ${compare} is what you may see of it, not the whole one.`];
}

/** What a reader of a comparison must know. */
export function comparisonNotes(compared: Compared): readonly string[] {
  const { compare, own, others } = compared;
  const known = new Set(own);
  const ofOthers = others
    .filter((note) => note === NOTHING_RECORDED || !known.has(note))
    .map((note) => `Compared figures: ${note}`);
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
