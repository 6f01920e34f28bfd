import type { AlertState } from '../alert-state.js';
import type { Happening } from '../decide.js';
import type { AlertSeverity } from '../rule.js';
import type { Labels } from './labels.js';

/** An alert that is not closed, as it is stored. */
export interface OpenAlert {
  /** 0: not stored yet. */
  readonly alertId: number;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly identity: string;
  readonly labels: Labels;
  readonly severity: AlertSeverity;
  readonly state: AlertState;
  /** Version that a writer compares before it writes; 0: not stored yet. */
  readonly version: number;
}

/** One alert's step in a round, to be written with its timeline and its notifications. */
export interface AlertChange {
  readonly before: OpenAlert | undefined;
  readonly after: OpenAlert;
  /** Escalation policy of its rule, for when it fires. */
  readonly policy: string;
  readonly happenings: readonly (Happening | RuleHappening)[];
}

/** What happens to an alert because its rule was changed, or because the rule is over its cap. */
export type RuleHappening = { readonly kind: 'closed'; readonly why: 'rule_removed' | 'no_longer_watched' };

/** Open alerts by rule and identity. */
export class OpenAlerts {
  readonly #byRule = new Map<string, Map<string, OpenAlert>>();

  constructor(alerts: readonly OpenAlert[] = []) {
    for (const alert of alerts) this.set(alert);
  }

  of(ruleId: string): ReadonlyMap<string, OpenAlert> {
    return this.#byRule.get(ruleId) ?? NONE;
  }

  set(alert: OpenAlert): void {
    const own = this.#byRule.get(alert.ruleId) ?? new Map<string, OpenAlert>();
    this.#byRule.set(alert.ruleId, own);
    own.set(alert.identity, alert);
  }

  delete({ ruleId, identity }: Pick<OpenAlert, 'ruleId' | 'identity'>): void {
    this.#byRule.get(ruleId)?.delete(identity);
  }

  *[Symbol.iterator](): Generator<OpenAlert> {
    for (const own of this.#byRule.values()) yield* own.values();
  }

  get size(): number {
    let size = 0;
    for (const own of this.#byRule.values()) size += own.size;
    return size;
  }
}

const NONE: ReadonlyMap<string, OpenAlert> = new Map();
