import { isActive } from '../alert-state.js';
import { beginEscalation, type Escalation, type EscalationPolicy, escalate, type Target } from '../escalation.js';
import { advance, type RoundContext } from '../evaluation/advance.js';
import { inhibitedCentres, inhibitingFirst, noteInhibited } from '../evaluation/inhibition.js';
import type { Sighting, WatchingRule } from '../evaluation/observe.js';
import { type AlertChange, type OpenAlert, OpenAlerts } from '../evaluation/open-alert.js';
import { acknowledge } from '../respond.js';

/** A notification of a person. */
export interface SentNotification {
  readonly at: number;
  readonly ruleId: string;
  readonly identity: string;
  readonly kind: 'page' | 'resolved';
  readonly to: readonly Target[];
}

/** The default policies (infra/migrations/0010_alerting.sql). */
export const DEFAULT_POLICIES: Readonly<Record<string, EscalationPolicy>> = {
  default: {
    steps: [
      { delaySeconds: 0, targets: ['centre_manager'] },
      { delaySeconds: 900, targets: ['county_commissioner', 'agency_head'] },
      { delaySeconds: 1800, targets: ['secretariat'] },
    ],
    repeats: 3,
    repeatSeconds: 1800,
  },
  secretariat: { steps: [{ delaySeconds: 0, targets: ['secretariat'] }], repeats: 1, repeatSeconds: 1800 },
  manager: { steps: [{ delaySeconds: 0, targets: ['centre_manager'] }], repeats: 0, repeatSeconds: 1800 },
};
const NO_STEPS: EscalationPolicy = { steps: [], repeats: 0, repeatSeconds: 1800 };

interface Paged {
  readonly escalation: Escalation;
  readonly sent: readonly Target[];
}

/** What is kept between rounds: plain data, as rows of a database are. */
interface Kept {
  alerts: OpenAlert[];
  paged: [alertId: number, paged: Paged][];
}

/** A round's context without the data that the course adds itself. */
export type GivenContext = Omit<RoundContext, 'inhibitedCentres'>;

/**
 * A series of rounds on a virtual clock: the same decisions and the same escalations as a running evaluator, kept as
 * data instead of rows. A round is kept as a whole, or (`crash`) not at all.
 */
export class Course {
  readonly sent: SentNotification[] = [];
  #kept = '{"alerts":[],"paged":[]}';
  #nextId = 1;

  /** @param policies by id; an unknown policy notifies no one */
  constructor(
    readonly rules: readonly WatchingRule[],
    readonly policies: Readonly<Record<string, EscalationPolicy>> = DEFAULT_POLICIES,
  ) {}

  /** One round. @returns its changes, as they are kept */
  round(seen: ReadonlyMap<string, readonly Sighting[]>, given: GivenContext): readonly AlertChange[] {
    const { open, paged } = this.#recall();
    const changes = this.#decide(seen, open, given);
    for (const change of changes) this.#keep(change, open, paged, given.now);
    this.#takeDue(open, paged, given.now);
    this.#store(open, paged);
    return changes;
  }

  /** A person acknowledges what fires. @returns the reason for each alert that could not be acknowledged */
  acknowledge(by: string, until: number, now: number, identity: string | undefined): readonly string[] {
    const { open, paged } = this.#recall();
    const refused: string[] = [];
    for (const alert of [...open]) {
      if (identity === undefined ? !isActive(alert.state) : alert.identity !== identity) continue;
      const taken = acknowledge(alert.state, by, until, now);
      if (!taken.ok) refused.push(taken.why);
      else if (taken.state.closedAt === undefined) open.set({ ...alert, state: taken.state });
      else open.delete(alert);
    }
    this.#store(open, paged);
    return refused;
  }

  alert(ruleId: string, identity: string): OpenAlert | undefined {
    return this.#recall().open.of(ruleId).get(identity);
  }

  #decide(seen: ReadonlyMap<string, readonly Sighting[]>, open: OpenAlerts, given: GivenContext): AlertChange[] {
    const inhibited = inhibitedCentres(this.rules, open);
    const changes: AlertChange[] = [];
    for (const watching of inhibitingFirst(this.rules)) {
      const { rule } = watching;
      const own = advance(watching, seen.get(rule.id) ?? [], open.of(rule.id), {
        ...given,
        inhibitedCentres: inhibited,
      });
      if (rule.inhibits) noteInhibited(inhibited, own);
      changes.push(...own);
    }
    return changes;
  }

  #keep(
    { before, after, policy, happenings }: AlertChange,
    open: OpenAlerts,
    paged: Map<number, Paged>,
    now: number,
  ): void {
    const alertId = before?.alertId ?? this.#nextId++;
    const { state } = after;
    const isOver = state.closedAt !== undefined || (state.condition === 'normal' && state.episode === 0);
    if (isOver) open.delete(after);
    else open.set({ ...after, alertId });
    const kinds = happenings.map(({ kind }) => kind);
    const known = paged.get(alertId);
    if (kinds.includes('fired')) {
      const escalation = beginEscalation(policy, this.policies[policy] ?? NO_STEPS, now, known?.escalation.page ?? 0);
      paged.set(alertId, { escalation, sent: [] });
    } else if (kinds.includes('released') && known !== undefined && known.escalation.dueAt === undefined) {
      paged.set(alertId, { ...known, escalation: { ...known.escalation, dueAt: now } });
    }
    if (!kinds.includes('cleared') || known === undefined) return;
    if (known.sent.length > 0)
      this.sent.push({
        at: now,
        ruleId: after.ruleId,
        identity: after.identity,
        kind: 'resolved',
        to: [...new Set(known.sent)],
      });
    paged.set(alertId, { escalation: { ...known.escalation, dueAt: undefined }, sent: [] });
  }

  #takeDue(open: OpenAlerts, paged: Map<number, Paged>, now: number): void {
    for (const alert of [...open]) {
      const known = paged.get(alert.alertId);
      if (known === undefined) continue;
      const { escalation, alert: state, actions } = escalate(known.escalation, alert.state, now);
      const sent = [...known.sent];
      for (const action of actions) {
        if (action.kind !== 'page') continue;
        sent.push(...action.targets);
        this.sent.push({ at: now, ruleId: alert.ruleId, identity: alert.identity, kind: 'page', to: action.targets });
      }
      paged.set(alert.alertId, { escalation, sent });
      open.set({ ...alert, state });
    }
  }

  #recall(): { open: OpenAlerts; paged: Map<number, Paged> } {
    const { alerts, paged } = JSON.parse(this.#kept) as Kept;
    return { open: new OpenAlerts(alerts), paged: new Map(paged) };
  }

  #store(open: OpenAlerts, paged: Map<number, Paged>): void {
    const kept: Kept = { alerts: [...open], paged: [...paged] };
    this.#kept = JSON.stringify(kept);
  }
}
