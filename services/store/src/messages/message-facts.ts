import type { AlertSeverity, FigureUnit, RuleWords } from '#domain/alert/rule.js';

/** Why a person is notified: a problem, its end, or a directive. */
export type MessageKind = 'page' | 'resolved' | 'directive';

/** Names of a place or a thing by language, as the network describes them. */
export type Names = Readonly<Partial<Record<string, string>>>;

/** One alert in a message. Times are Unix milliseconds. */
export interface AlertFacts {
  readonly alertId: number;
  readonly ruleId: string;
  readonly ruleNames: RuleWords;
  readonly advice: RuleWords | undefined;
  readonly unit: FigureUnit | undefined;
  readonly severity: AlertSeverity;
  /** Whether it fires now or stopped only a moment ago. */
  readonly isActive: boolean;
  /** Whether the figure is known now. */
  readonly isKnown: boolean;
  /** Whether it is about the rule itself, which has more alerts than its cap. */
  readonly isStorm: boolean;
  readonly value: number | undefined;
  readonly threshold: number | undefined;
  readonly firedAt: number | undefined;
  readonly clearedAt: number | undefined;
  readonly regionId: string | undefined;
  readonly centreId: string | undefined;
  readonly serviceId: string | undefined;
  readonly agencyId: string | undefined;
  /** Ids are used where the network has no names. */
  readonly regionNames: Names | undefined;
  readonly centreNames: Names | undefined;
  readonly serviceNames: Names | undefined;
  readonly agencyNames: Names | undefined;
}

/** The text of a message that is not about an alert, by language; English is always present. */
export interface OwnWords {
  readonly title: RuleWords;
  readonly text: RuleWords;
  /** Path of the dashboard's page, starting with '/'. */
  readonly path?: string | undefined;
}

/** The content of one message: alerts of one kind, or a text of its own. */
export interface MessageFacts {
  readonly kind: MessageKind;
  readonly severity: AlertSeverity;
  readonly alerts: readonly AlertFacts[];
  readonly words: OwnWords | undefined;
}
