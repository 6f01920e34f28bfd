import { isActive, NO_ALERT, type Suppression } from '../alert-state.js';
import { type Circumstances, decide } from '../decide.js';
import { CLOSE_AFTER_MS, type Rule } from '../rule.js';
import { type Labels, STORM } from './labels.js';
import type { Sighting, WatchingRule } from './observe.js';
import type { AlertChange, OpenAlert } from './open-alert.js';
import { type Silence, silencedBy } from './silences.js';

/** What a round knows besides the figures. */
export interface RoundContext {
  readonly now: number;
  readonly silences: readonly Silence[];
  /** Centres whose inhibiting alert fires; their other figures cannot be trusted. */
  readonly inhibitedCentres: ReadonlySet<string>;
  /** Whether the rule applies now at the observed place. */
  readonly isWithinHours: (rule: Rule, sighting: Sighting) => boolean;
  /** Whether every place of the rule was observed; otherwise only changed places were. */
  readonly isWhole: boolean;
}

/** A rule's storm ends below this share of its cap. */
const CALM_SHARE = 0.8;

/**
 * The changes of a round for one rule: decides for each sighting, holds back alerts above the rule's cap and raises the
 * rule's storm alert instead, and closes alerts that the rule no longer covers. Pure.
 */
export function advance(
  watching: WatchingRule,
  sightings: readonly Sighting[],
  open: ReadonlyMap<string, OpenAlert>,
  context: RoundContext,
): AlertChange[] {
  const { rule } = watching;
  const changes: AlertChange[] = [];
  const seen = new Set<string>();
  let active = countActive(open);
  let held = 0;
  for (const sighting of sightings) {
    seen.add(sighting.identity);
    const before = open.get(sighting.identity);
    const change = decideOne(watching, sighting, before, context);
    const begins = isActive(change.after.state) && !isActive(before?.state ?? NO_ALERT);
    if (begins && active >= rule.cap) {
      held += 1;
      addIfNew(changes, heldBack(change, context.now));
      continue;
    }
    active += Number(isActive(change.after.state)) - Number(isActive(before?.state ?? NO_ALERT));
    addIfNew(changes, change);
  }
  const storm = stormOf(watching, open.get(STORM), { active, held }, context);
  if (storm !== undefined) addIfNew(changes, storm);
  if (context.isWhole) changes.push(...unwatched(open, seen, context.now));
  return changes;
}

/** Closes the alerts of a rule that was removed. */
export const closeAll = (open: Iterable<OpenAlert>, now: number): AlertChange[] =>
  [...open].map((alert) => close(alert, 'rule_removed', now));

function countActive(open: ReadonlyMap<string, OpenAlert>): number {
  let active = 0;
  for (const { identity, state } of open.values()) active += Number(identity !== STORM && isActive(state));
  return active;
}

function addIfNew(changes: AlertChange[], change: AlertChange): void {
  const { before, after } = change;
  const isNothing = before === undefined && after.state.condition === 'normal';
  if (isNothing || (before !== undefined && before.state === after.state)) return;
  changes.push(change);
}

function decideOne(
  { rule, version }: WatchingRule,
  sighting: Sighting,
  before: OpenAlert | undefined,
  context: RoundContext,
): AlertChange {
  const { identity, labels, observation } = sighting;
  const circumstances = circumstancesOf(rule, suppressions(rule, sighting, context), context.now);
  const { state, happenings } = decide(before?.state ?? NO_ALERT, observation, circumstances);
  // A new figure alone is not written in each round; it is written with the next change.
  const isSame = before !== undefined && happenings.length === 0 && isSameButFigures(before, state);
  const after = {
    alertId: before?.alertId ?? 0,
    ruleId: rule.id,
    ruleVersion: version,
    identity,
    labels,
    severity: rule.severity,
    state: isSame ? before.state : state,
    version: before?.version ?? 0,
  };
  return { before, after, policy: rule.policy, happenings };
}

function isSameButFigures({ state: a }: OpenAlert, b: OpenAlert['state']): boolean {
  return (
    a.condition === b.condition &&
    a.signal === b.signal &&
    a.suppressedBy === b.suppressedBy &&
    !isFarFrom(a.value, b.value)
  );
}

/** The stored figure of an open alert follows the real one in steps of a tenth. */
function isFarFrom(stored: number | undefined, value: number | undefined): boolean {
  if (stored === undefined || value === undefined) return stored !== value;
  return Math.abs(value - stored) > 0.1 * Math.max(Math.abs(stored), Math.abs(value));
}

const circumstancesOf = (rule: Rule, suppressedBy: readonly Suppression[], now: number): Circumstances => ({
  now,
  forMs: rule.forSeconds * 1000,
  keepFiringForMs: rule.keepFiringForSeconds * 1000,
  closeAfterMs: CLOSE_AFTER_MS[rule.severity],
  suppressedBy,
});

function suppressions(rule: Rule, sighting: Sighting, context: RoundContext): readonly Suppression[] {
  const found: Suppression[] = [...silencedBy(context.silences, rule.id, sighting.labels)];
  const { centreId } = sighting.labels;
  if (!rule.inhibits && centreId !== undefined && context.inhibitedCentres.has(centreId)) found.push('inhibited');
  if (!context.isWithinHours(rule, sighting)) found.push('out_of_hours');
  return found.sort();
}

/** An alert that would fire above the cap stays pending, so that it fires when there is room. */
function heldBack({ before, after, policy }: AlertChange, now: number): AlertChange {
  const was = before?.state ?? NO_ALERT;
  const state =
    was.condition === 'pending' ? was : { ...was, condition: 'pending' as const, since: now, closedAt: undefined };
  return { before, after: { ...after, state }, policy, happenings: [] };
}

function stormOf(
  watching: WatchingRule,
  before: OpenAlert | undefined,
  { active, held }: { readonly active: number; readonly held: number },
  context: RoundContext,
): AlertChange | undefined {
  const { rule } = watching;
  if (held === 0 && (before === undefined || !context.isWhole)) return undefined;
  const isGood = context.isWhole && held === 0 && active < CALM_SHARE * rule.cap;
  const labels: Labels = {};
  const observation = { kind: 'value', value: active + held, threshold: rule.cap, isBad: held > 0, isGood } as const;
  const storm = { rule: { ...rule, forSeconds: 0 }, version: watching.version };
  const always = { ...context, isWithinHours: () => true };
  return decideOne(storm, { identity: STORM, labels, observation, centre: undefined }, before, always);
}

function unwatched(open: ReadonlyMap<string, OpenAlert>, seen: ReadonlySet<string>, now: number): AlertChange[] {
  const gone = [...open.values()].filter(({ identity }) => identity !== STORM && !seen.has(identity));
  return gone.map((alert) => close(alert, 'no_longer_watched', now));
}

function close(alert: OpenAlert, why: 'rule_removed' | 'no_longer_watched', now: number): AlertChange {
  const state = { ...alert.state, condition: 'normal' as const, since: now, closedAt: now };
  // An alert that never fired has no timeline: it is deleted.
  const happenings = state.episode === 0 ? [] : [{ kind: 'closed' as const, why }];
  return { before: alert, after: { ...alert, state }, policy: '', happenings };
}
