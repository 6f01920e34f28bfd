import { usualDays } from '../../calendar/usual-days.js';
import { parseKpi } from '../../kpi/catalogue.js';
import type { KpiNeed } from '../../kpi/catalogue-entry.js';
import type { KpiInputs } from '../../kpi/compute.js';
import type { FreshnessKind } from '../../status/freshness.js';
import type { Rule, RuleScope } from '../rule.js';
import { isWithin, type Labels, STORM } from './labels.js';
import { observationOf, type Sighting, type WatchingRule } from './observe.js';
import type { OpenAlert } from './open-alert.js';
import type { Place, Places } from './places.js';

/** The part of the rollups that a KPI rule is computed from; rules that need the same part share one read. */
export interface WindowQuestion {
  readonly each: Rule['each'];
  readonly where: RuleScope;
  readonly windowSeconds: number;
  readonly needs: readonly KpiNeed[];
}

/** The sums of one place. */
export interface KpiCell {
  readonly labels: Labels;
  readonly inputs: KpiInputs;
}

/** Cells by identity. */
export type KpiReading = ReadonlyMap<string, KpiCell>;

/** The sums of one place on an earlier day. */
export interface PastReading {
  readonly daysBack: number;
  readonly cells: KpiReading;
}

/** What is needed of centres besides the figures. */
export interface KnownCentres {
  readonly places: Places;
  centre(centreId: string): KnownCentre | undefined;
}

export interface KnownCentre {
  readonly place: Place;
  readonly freshness: FreshnessKind;
}

const definitionOf = (rule: Rule) => {
  const asked = parseKpi(rule.watch);
  if ('fault' in asked) throw new Error(asked.fault.code);
  return asked;
};

/** Whether a rule watches a KPI, not a live figure. */
export const watchesKpi = ({ windowSeconds }: Rule): boolean => windowSeconds !== undefined;

/** Whether a rule compares with a usual day. */
export const comparesWithUsual = ({ fire, clear }: Rule): boolean => fire.of === 'usual' || clear.of === 'usual';

export function questionOf(rule: Rule): WindowQuestion {
  const { definition, parameter } = definitionOf(rule);
  return {
    each: rule.each,
    where: rule.where,
    windowSeconds: rule.windowSeconds ?? 0,
    needs: definition.needs(parameter),
  };
}

/** Rules that share a read, by the text of their question. */
export function questionsOf(
  rules: readonly WatchingRule[],
): Map<string, { question: WindowQuestion; rules: WatchingRule[] }> {
  const found = new Map<string, { question: WindowQuestion; rules: WatchingRule[] }>();
  for (const watching of rules) {
    const question = questionOf(watching.rule);
    // Counts by desk are stored by the hour, others by the quarter hour; they never share a read.
    const isHourly = question.needs.includes('desk_states');
    const key = JSON.stringify([question.each, question.where, question.windowSeconds, isHourly]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { question, rules: [watching] });
    else {
      known.rules.push(watching);
      const needs = [...new Set([...known.question.needs, ...question.needs])];
      found.set(key, { question: { ...known.question, needs }, rules: known.rules });
    }
  }
  return found;
}

/** The value of a rule's KPI; NaN when there is no data, or less than the rule's minimum. */
function kpiValue(rule: Rule, inputs: KpiInputs): { readonly value: number; readonly reason: string } {
  const { definition, parameter } = definitionOf(rule);
  const { value, n, d, noData } = definition.compute(inputs, parameter);
  if (noData || value === null) return { value: Number.NaN, reason: 'no_legs' };
  if ((d ?? n ?? 0) < rule.least) return { value: Number.NaN, reason: 'too_few' };
  return { value, reason: '' };
}

const TARGETS: Readonly<Record<string, (places: Places) => number>> = {
  service_level: (places) => places.serviceLevelTarget,
  satisfaction: (places) => places.satisfactionTarget,
};

function referenceOf(rule: Rule, usual: number | undefined, places: Places): number {
  if (comparesWithUsual(rule)) return usual ?? Number.NaN;
  return TARGETS[definitionOf(rule).definition.id]?.(places) ?? Number.NaN;
}

/**
 * The usual value of a rule's KPI at each place: the mean of the same weekdays, or else of the last week; days without
 * data do not count.
 */
export function usualValues(rule: Rule, past: readonly PastReading[]): ReadonlyMap<string, number> {
  const days = new Map<string, { back: number; value: number }[]>();
  for (const { daysBack, cells } of past) {
    for (const [identity, { inputs }] of cells) {
      const { value } = kpiValue(rule, inputs);
      if (Number.isNaN(value)) continue;
      const list = days.get(identity) ?? [];
      days.set(identity, list);
      list.push({ back: daysBack, value });
    }
  }
  return new Map(
    [...days].flatMap(([identity, all]) => {
      const chosen = usualDays(all, ({ back }) => back);
      return chosen.length === 0 ? [] : [[identity, chosen.reduce((sum, { value }) => sum + value, 0) / chosen.length]];
    }),
  );
}

/** The sightings of a KPI rule in a reading: every place that is bad, and every place of an open alert. */
export function observeKpi(
  { rule }: WatchingRule,
  reading: KpiReading,
  usual: ReadonlyMap<string, number>,
  world: KnownCentres,
  open: ReadonlyMap<string, OpenAlert>,
): Sighting[] {
  const found: Sighting[] = [];
  const look = (identity: string, labels: Labels, inputs: KpiInputs | undefined): void => {
    const centre = labels.centreId === undefined ? undefined : world.centre(labels.centreId);
    const { value, reason } = inputs === undefined ? { value: Number.NaN, reason: 'no_legs' } : kpiValue(rule, inputs);
    const isTrusted = centre === undefined || centre.freshness === 'fresh';
    const reference = referenceOf(rule, usual.get(identity), world.places);
    const observation = observationOf(
      rule,
      isTrusted ? value : Number.NaN,
      reference,
      isTrusted ? reason : centre.freshness,
    );
    const isBad = observation.kind === 'value' && observation.isBad;
    if (isBad || open.has(identity)) found.push({ identity, labels, observation, centre });
  };
  for (const [identity, { labels, inputs }] of reading) look(identity, labels, inputs);
  for (const { identity, labels } of open.values())
    if (!reading.has(identity) && isStillThere(rule, labels, world)) look(identity, labels, undefined);
  return found;
}

/** The sightings of a rule whose figures could not be read: an error at every place of an open alert. */
export const observeFailure = (open: ReadonlyMap<string, OpenAlert>): Sighting[] =>
  [...open.values()]
    .filter(({ identity }) => identity !== STORM)
    .map(({ identity, labels }) => ({
      identity,
      labels,
      observation: { kind: 'error', reason: 'not_read' },
      centre: undefined,
    }));

const isStillThere = (rule: Rule, labels: Labels, world: KnownCentres): boolean =>
  isWithin(rule.where, labels) && (labels.centreId === undefined || world.centre(labels.centreId) !== undefined);
