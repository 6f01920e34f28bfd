import type { MissingReason } from '#domain/report/completeness.js';

/** What happened to a report that those who are responsible must know. */
export type NoticeKind = 'retried' | 'not_rendered' | 'not_sent' | 'partly_sent' | 'overdue' | 'grant_ended';

/** The sections of the program's own reports. */
export type SectionName =
  | 'headline'
  | 'better'
  | 'worse'
  | 'unclear'
  | 'other'
  | 'revised'
  | 'coverage'
  | 'definitions'
  | 'regions'
  | 'agencies'
  | 'hours'
  | 'channels'
  | 'waits'
  | 'desks'
  | 'complaints'
  | 'satisfaction'
  | 'splits'
  | 'incidents'
  | 'methods'
  | 'annex';

/** The fixed words of reports in one language. Numbers follow their noun, so that no language needs a plural form. */
export interface ReportWords {
  /** BCP 47, for numbers. */
  readonly tag: string;
  readonly templates: Readonly<Record<'weekly_letter' | 'monthly_report' | 'yearly_statistics', string>>;
  readonly sections: Readonly<Record<SectionName, string>>;
  readonly period: (from: string, last: string) => string;
  readonly wholeNetwork: string;
  /** Before the list of centres whose data is not in the report. */
  readonly missing: (count: number) => string;
  readonly why: Readonly<Record<MissingReason, string>>;
  readonly upTo: (time: string) => string;
  readonly noData: string;
  readonly hidden: string;
  readonly units: Readonly<Record<'second' | 'minute' | 'hour' | 'perHour' | 'stars', string>>;
  /** Columns of the sheet with every figure. */
  readonly columns: Readonly<
    Record<
      'total' | 'section' | 'row' | 'kpi' | 'id' | 'unit' | 'value' | 'n' | 'd' | 'before' | 'difference' | 'version',
      string
    >
  >;
  /** "Wait, mean: 12 min (before: 14 min), change -2 min, uncertainty ± 0.5 min." */
  readonly change: (name: string, now: string, before: string, difference: string, margin: string) => string;
  /** The same where the uncertainty is not known. */
  readonly plain: (name: string, now: string, before: string) => string;
  readonly nothing: string;
  readonly howSure: string;
  readonly revised: (period: string, figure: string, sent: string, now: string) => string;
  readonly moreRevised: (count: number) => string;
  readonly coverage: (complete: number, missing: number, closed: number, zero: number) => string;
  readonly closed: (names: string) => string;
  readonly zero: (names: string) => string;
  /** A place where a person writes: what belongs there. */
  readonly blank: (what: string) => string;
  readonly explainChanges: string;
  readonly complaintsOutside: string;
  readonly methods: readonly string[];
  readonly signOff: string;
  readonly attached: (names: string) => string;
  readonly linked: (until: string) => string;
  readonly letterIntro: (name: string, period: string) => string;
  readonly notices: Readonly<Record<NoticeKind, readonly [title: string, text: string]>>;
  /** The mail that asks an address outside. */
  readonly ask: (report: string, by: string) => { readonly subject: string; readonly lines: readonly string[] };
  readonly pages: Readonly<
    Record<
      | 'confirmTitle'
      | 'confirmButton'
      | 'confirmed'
      | 'leaveTitle'
      | 'leaveButton'
      | 'left'
      | 'unknown'
      | 'expired'
      | 'signIn',
      string
    >
  >;
}
