import type { AlertSeverity, FigureUnit, RuleWords } from '#domain/alert/rule.js';
import type { Language } from '#domain/people/contact.js';

/** Why a person gets a message: a problem, its end, a directive, a report, or what happened to a report. */
export type MessageKind = 'page' | 'resolved' | 'directive' | 'report' | 'report_notice';

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
  /** Paragraphs of lines in the recipient's language, in place of `text`. */
  readonly paragraphs?: readonly (readonly string[])[] | undefined;
  /** A recipient who is not one of the people whom alerts reach. */
  readonly to?: Recipient | undefined;
  /** Files of the archive that go with the message. */
  readonly files?: readonly AttachedFile[] | undefined;
  /** Path at which the recipient leaves without signing in, starting with '/'. */
  readonly leavePath?: string | undefined;
}

/** How a recipient reads. */
export interface Recipient {
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
}

/** A file that a channel attaches; its bytes are read only when the message is sent. */
export interface AttachedFile {
  readonly fileId: number;
  readonly name: string;
  readonly mediaType: string;
}

/** The content of one message: alerts of one kind, or a text of its own. */
export interface MessageFacts {
  readonly kind: MessageKind;
  readonly severity: AlertSeverity;
  readonly alerts: readonly AlertFacts[];
  readonly words: OwnWords | undefined;
}
