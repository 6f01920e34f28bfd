import type { AlertSeverity } from '#domain/alert/rule.js';

/** The parts of one message line about one alert. */
export interface LineParts {
  readonly place: string;
  /** With its unit; undefined: the figure is not shown. */
  readonly value: string | undefined;
  readonly limit: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** The fixed words of one language. Numbers come after their noun, so that no language needs a plural form. */
export interface Wording {
  /** BCP 47, for numbers and dates. */
  readonly tag: string;
  readonly severity: Readonly<Record<AlertSeverity, string>>;
  readonly wholeNetwork: string;
  readonly over: string;
  readonly storm: string;
  readonly unknown: string;
  readonly yes: string;
  readonly limit: (value: string) => string;
  readonly since: (time: string) => string;
  readonly fromTo: (from: string, to: string) => string;
  readonly clearedMeanwhile: (time: string) => string;
  readonly alerts: (count: string) => string;
  readonly more: (count: string) => string;
  readonly whatToDo: (advice: string) => string;
  readonly takeIt: string;
  readonly open: (link: string) => string;
  readonly perHour: (value: string) => string;
  readonly stars: (value: string) => string;
  readonly seconds: (s: number) => string;
  readonly minutes: (m: number) => string;
  readonly hours: (h: number, m: number) => string;
  readonly days: (d: number, h: number) => string;
  /** Why the recipient gets the message, as the last line of a mail. */
  readonly footer: (name: string) => string;
}
