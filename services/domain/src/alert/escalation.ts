import { type AlertState, isAcknowledged, isActive, type Suppression } from './alert-state.js';

/** Who is notified: persons with that role for the alert's centre, region or agency. */
export const TARGETS = ['centre_manager', 'county_commissioner', 'agency_head', 'secretariat'] as const;
export type Target = (typeof TARGETS)[number];

export interface EscalationStep {
  /** Time after the previous step; for the first step, after the alert fired. */
  readonly delaySeconds: number;
  readonly targets: readonly Target[];
  /** The step addresses the deputies of the persons on duty. */
  readonly toDeputies?: boolean;
}

/** Steps in order, and how often they are repeated without an acknowledgement. */
export interface EscalationPolicy {
  readonly steps: readonly EscalationStep[];
  readonly repeats: number;
  readonly repeatSeconds: number;
}

/** The progress of an alert's escalation. The policy is the copy that was made when the escalation began. */
export interface Escalation {
  readonly policyId: string;
  readonly policy: EscalationPolicy;
  /** The next step, 0-based, and its round of repeats. */
  readonly step: number;
  readonly round: number;
  /** Counts the starts from the first step: the alert fired again, or an acknowledgement expired. */
  readonly page: number;
  /** Unix milliseconds; undefined: nothing is due before the alert changes. */
  readonly dueAt: number | undefined;
}

/** What a due escalation does. */
export type EscalationAction =
  | {
      readonly kind: 'page';
      readonly page: number;
      readonly round: number;
      readonly step: number;
      readonly targets: readonly Target[];
      readonly toDeputies: boolean;
    }
  | { readonly kind: 'withheld'; readonly by: readonly Suppression[] }
  | { readonly kind: 'acknowledgement_expired'; readonly by: string };

export interface EscalationMove {
  readonly escalation: Escalation;
  /** The alert, without an acknowledgement that has expired. */
  readonly alert: AlertState;
  readonly actions: readonly EscalationAction[];
}

/** Interval of checks whether a recovering alert fires again. */
const RECOVERING_MS = 30_000;

/** A new escalation of a firing alert. @param pagesBefore pages of the same alert so far */
export const beginEscalation = (
  policyId: string,
  policy: EscalationPolicy,
  now: number,
  pagesBefore = 0,
): Escalation => ({
  policyId,
  policy,
  step: 0,
  round: 0,
  page: pagesBefore + 1,
  dueAt: policy.steps.length === 0 ? undefined : now + (policy.steps[0]?.delaySeconds ?? 0) * 1000,
});

/** Does what is due: a pure function of the escalation, its alert, and now. Nothing is due before `dueAt`. */
export function escalate(escalation: Escalation, alert: AlertState, now: number): EscalationMove {
  if (escalation.dueAt === undefined || escalation.dueAt > now) return { escalation, alert, actions: [] };
  if (!isActive(alert)) return { escalation: { ...escalation, dueAt: undefined }, alert, actions: [] };
  // A person who is notified now would find the alert resolved.
  if (alert.condition === 'recovering')
    return { escalation: { ...escalation, dueAt: now + RECOVERING_MS }, alert, actions: [] };
  const { acknowledgement } = alert;
  if (acknowledgement !== undefined && isAcknowledged(alert, now))
    return { escalation: { ...escalation, dueAt: acknowledgement.until }, alert, actions: [] };
  if (acknowledgement !== undefined) {
    const again = { ...escalation, step: 0, round: 0, page: escalation.page + 1 };
    const move = step(again, { ...alert, acknowledgement: undefined }, now);
    return { ...move, actions: [{ kind: 'acknowledgement_expired', by: acknowledgement.by }, ...move.actions] };
  }
  return step(escalation, alert, now);
}

function step(escalation: Escalation, alert: AlertState, now: number): EscalationMove {
  const { suppressedBy } = alert;
  // It is due again when the suppression ends.
  if (suppressedBy.length > 0)
    return {
      escalation: { ...escalation, dueAt: undefined },
      alert,
      actions: [{ kind: 'withheld', by: suppressedBy }],
    };
  const { page, round, policy } = escalation;
  const due = policy.steps[escalation.step];
  if (due === undefined) return { escalation: { ...escalation, dueAt: undefined }, alert, actions: [] };
  const { targets, toDeputies = false } = due;
  return {
    escalation: { ...escalation, ...following(escalation, now) },
    alert,
    actions: [{ kind: 'page', page, round, step: escalation.step, targets, toDeputies }],
  };
}

function following(
  { step: done, round, policy }: Escalation,
  now: number,
): Pick<Escalation, 'step' | 'round' | 'dueAt'> {
  const next = policy.steps[done + 1];
  if (next !== undefined) return { step: done + 1, round, dueAt: now + next.delaySeconds * 1000 };
  if (round < policy.repeats) return { step: 0, round: round + 1, dueAt: now + policy.repeatSeconds * 1000 };
  return { step: done + 1, round, dueAt: undefined };
}

/**
 * A step has reached no one: the next step of the same round follows at once. Undefined: no step follows in this round,
 * and the secretariat is notified instead. @param after the escalation after that step
 */
export function skipToNextStep(
  after: Escalation,
  { page, round, step: done }: Pick<Extract<EscalationAction, { kind: 'page' }>, 'page' | 'round' | 'step'>,
  now: number,
): Escalation | undefined {
  const isNext = after.page === page && after.round === round && after.step === done + 1;
  return isNext && after.step < after.policy.steps.length ? { ...after, dueAt: now } : undefined;
}
