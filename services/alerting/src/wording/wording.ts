import type { AlertSeverity } from '#domain/alert/rule.js';

/** The fixed words of one language. Numbers come after their noun, so that no language needs a plural form. */
export interface Wording {
  /** BCP 47, for numbers and dates. */
  readonly tag: string;
  readonly severity: Readonly<Record<AlertSeverity, string>>;
  readonly wholeNetwork: string;
  /** Before the title of a message about a resolved alert. */
  readonly resolved: string;
  readonly storm: string;
  readonly unknown: string;
  readonly yes: string;
  readonly limit: (value: string) => string;
  readonly since: (time: string) => string;
  readonly fromTo: (from: string, to: string) => string;
  readonly resolvedSince: (time: string) => string;
  readonly alerts: (count: string) => string;
  readonly more: (count: string) => string;
  readonly whatToDo: (advice: string) => string;
  /** Asks the recipient to acknowledge, as the last paragraph of a page. */
  readonly acknowledge: string;
  readonly open: (link: string) => string;
  readonly perHour: (value: string) => string;
  readonly stars: (value: string) => string;
  readonly seconds: (s: number) => string;
  readonly minutes: (m: number) => string;
  readonly hours: (h: number, m: number) => string;
  readonly days: (d: number, h: number) => string;
  /** Why the recipient gets the message, as the last line of a mail. */
  readonly footer: (name: string) => string;
  /** The same of a report. */
  readonly reportFooter: (name: string) => string;
  /** How to get no further reports of this kind. */
  readonly leave: (link: string) => string;
}
