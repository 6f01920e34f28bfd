import type { AlertSeverity, FigureUnit, RuleWords } from '#domain/alert/rule.js';

/** Why somebody is told: a problem, its end, or an order. */
export type MessageKind = 'page' | 'resolved' | 'directive';

/** Names of a place or a thing by language, as the network describes them. */
export type Names = Readonly<Partial<Record<string, string>>>;

/** One alert as a message tells of it. Times are Unix milliseconds. */
export interface AlertFacts {
  readonly alertId: number;
  readonly ruleId: string;
  readonly ruleNames: RuleWords;
  readonly advice: RuleWords | undefined;
  readonly unit: FigureUnit | undefined;
  readonly severity: AlertSeverity;
  /** It fires now, or has only just stopped. */
  readonly isActive: boolean;
  /** Whether the figure is known now. */
  readonly isKnown: boolean;
  /** It is about the rule itself: more alerts than its cap. */
  readonly isStorm: boolean;
  readonly value: number | undefined;
  readonly threshold: number | undefined;
  readonly firedAt: number | undefined;
  readonly clearedAt: number | undefined;
  readonly regionId: string | undefined;
  readonly centreId: string | undefined;
  readonly serviceId: string | undefined;
  readonly agencyId: string | undefined;
  /** Ids stand where the network has no names. */
  readonly regionNames: Names | undefined;
  readonly centreNames: Names | undefined;
  readonly serviceNames: Names | undefined;
  readonly agencyNames: Names | undefined;
}

/** Words of a message that is about no alert, by language; English is always there. */
export interface OwnWords {
  readonly title: RuleWords;
  readonly text: RuleWords;
  /** Page of the dashboard, from '/'. */
  readonly path?: string | undefined;
}

/** What one message says: alerts of one kind, or words of its own. */
export interface MessageFacts {
  readonly kind: MessageKind;
  readonly severity: AlertSeverity;
  readonly alerts: readonly AlertFacts[];
  readonly words: OwnWords | undefined;
}
