import { type AlertState, isAcknowledged, isActive, type Suppression } from './alert-state.js';

/** Who is told: people with that role for the alert's centre, region or agency. */
export const TARGETS = ['centre_manager', 'county_commissioner', 'agency_head', 'secretariat'] as const;
export type Target = (typeof TARGETS)[number];

export interface EscalationStep {
  /** After the step before it; of the first after the alert fired. */
  readonly delaySeconds: number;
  readonly targets: readonly Target[];
  /** Meant are the deputies of whoever of them is on duty. */
  readonly toDeputies?: boolean;
}

/** Steps in order, and how often they are gone through again while nobody answers. */
export interface EscalationPolicy {
  readonly steps: readonly EscalationStep[];
  readonly repeats: number;
  readonly repeatSeconds: number;
}

/** How far an alert's escalation is. The policy is the copy that was made when it began. */
export interface Escalation {
  readonly policyId: string;
  readonly policy: EscalationPolicy;
  /** The step that comes next, 0-based, in which round of repeats. */
  readonly step: number;
  readonly round: number;
  /** Counts the begins from the first step: the alert fired again, or an acknowledgement expired. */
  readonly page: number;
  /** Unix milliseconds; undefined: nothing before the alert changes. */
  readonly dueAt: number | undefined;
}

/** What a due escalation comes to. */
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

/** How soon it is looked again whether an alert that recovers fires on. */
const RECOVERING_MS = 30_000;

/** A new escalation of an alert that fires. @param pagesBefore of the same alert */
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
  // Whoever is told of it now would find it gone.
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
 * A step has reached nobody: the next one of the same round need not wait. Undefined: none follows in this round, and the secretariat is to be
 * told instead. @param after the escalation after that step
 */
export function passOver(
  after: Escalation,
  { page, round, step: done }: Pick<Extract<EscalationAction, { kind: 'page' }>, 'page' | 'round' | 'step'>,
  now: number,
): Escalation | undefined {
  const isNext = after.page === page && after.round === round && after.step === done + 1;
  return isNext && after.step < after.policy.steps.length ? { ...after, dueAt: now } : undefined;
}
