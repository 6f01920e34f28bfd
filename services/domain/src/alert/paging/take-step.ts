import type { AlertState } from '../alert-state.js';
import { type Escalation, escalate, skipToNextStep } from '../escalation.js';
import {
  type Addressed,
  type AddressedStep,
  addressLastResort,
  addressStep,
  type PageAction,
  type PagedAlert,
} from './address-step.js';
import type { DutyBook } from './duty-book.js';

/** An escalation of which a step is due. */
export interface DueEscalation {
  readonly alert: PagedAlert;
  readonly state: AlertState;
  readonly escalation: Escalation;
}

/** An entry for the alert's timeline. */
export interface StepEntry {
  readonly kind: 'notified' | 'not_notified' | 'acknowledgement_expired';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Messages of one step. */
export interface StepMessages {
  readonly action: PageAction;
  readonly to: readonly Addressed[];
}

/** The result of a due escalation. */
export interface TakenStep {
  readonly escalation: Escalation;
  readonly isExpired: boolean;
  readonly entries: readonly StepEntry[];
  readonly messages: readonly StepMessages[];
}

/**
 * Takes the step that is due. A step that reaches no one records the reason, and the next step is taken at once; if no
 * step follows, the secretariat is notified instead. Pure.
 */
export function takeStep({ alert, state, escalation: due }: DueEscalation, book: DutyBook, now: number): TakenStep {
  const entries: StepEntry[] = [];
  const messages: StepMessages[] = [];
  let isExpired = false;
  let { escalation, alert: current, actions } = escalate(due, state, now);
  for (let todo = [...actions]; todo.length > 0; ) {
    const action = todo.shift();
    if (action === undefined) break;
    if (action.kind === 'withheld') entries.push({ kind: 'not_notified', detail: { by: action.by } });
    else if (action.kind === 'acknowledgement_expired') {
      isExpired = true;
      entries.push({ kind: 'acknowledgement_expired', detail: { by: action.by } });
    } else {
      const found = addressStep(action, alert, book, now);
      if (found.to.length > 0) {
        entries.push(notified(action, found));
        messages.push({ action, to: found.to });
        continue;
      }
      const next = skipToNextStep(escalation, action, now);
      entries.push(notNotified(action, found, next === undefined ? 'secretariat' : 'step'));
      if (next === undefined) notifySecretariat(action, alert, book, now, { entries, messages });
      else {
        ({ escalation, alert: current, actions } = escalate(next, current, now));
        todo = [...todo, ...actions];
      }
    }
  }
  return { escalation, isExpired, entries, messages };
}

/** Notifies the secretariat instead of the roles of the step, and records it. */
export function notifySecretariat(
  action: PageAction,
  alert: PagedAlert,
  book: DutyBook,
  now: number,
  out: { readonly entries: StepEntry[]; readonly messages: StepMessages[] },
): void {
  const instead: PageAction = { ...action, targets: ['secretariat'], toDeputies: false };
  const found = addressLastResort(action, alert, book, now);
  if (found.to.length === 0) {
    out.entries.push(notNotified(instead, found, 'nobody'));
    return;
  }
  out.messages.push({ action: instead, to: found.to });
  out.entries.push(notified(instead, found, { isLastResort: true }));
}

const stepOf = ({ page, round, step, targets, toDeputies }: PageAction) => ({
  page,
  round,
  step,
  targets,
  ...(toDeputies ? { toDeputies } : {}),
});

const notified = (action: PageAction, { to, absent }: AddressedStep, more = {}): StepEntry => ({
  kind: 'notified',
  detail: {
    ...stepOf(action),
    to: to.map(({ supervisorId, channel }) => ({ supervisorId, channel })),
    ...(absent.length > 0 ? { absent } : {}),
    ...more,
  },
});

const notNotified = (
  action: PageAction,
  { absent }: AddressedStep,
  next: 'step' | 'secretariat' | 'nobody',
): StepEntry => ({ kind: 'not_notified', detail: { ...stepOf(action), by: ['nobody'], absent, next } });
