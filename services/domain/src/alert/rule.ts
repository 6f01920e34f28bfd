import type { KpiUnit } from '../kpi/catalogue-entry.js';

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a rule makes one alert for: the network, a region, a centre, a service at a centre, an agency at a centre. */
export const EACH = ['network', 'region', 'centre', 'service', 'agency'] as const;
export type Each = (typeof EACH)[number];

/** Units of what rules watch: those of KPIs, a quotient of counts, and yes or no (1 or 0). */
export type FigureUnit = KpiUnit | 'ratio' | 'flag';

/**
 * A comparison. `of` absolute: with the amount, in seconds, as a share of 1, or as a count; target and usual: with the amount times what
 * the place's target is, or what was usual at the time of such a day.
 */
export interface Threshold {
  readonly op: 'above' | 'below';
  readonly amount: number;
  readonly of: 'absolute' | 'target' | 'usual';
}

/** Ids; absent: all. A rule looks at what fits every list. */
export interface RuleScope {
  readonly regions?: readonly string[] | undefined;
  readonly centres?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly agencies?: readonly string[] | undefined;
}

export type WeeklyHours = Readonly<
  Partial<
    Record<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun', readonly (readonly [string, string])[] | undefined>
  >
>;

/** `open`: the centre's opening hours less its holidays; `always`; or hours of the rule's own by the centre's clock. */
export type RuleHours = 'open' | 'always' | WeeklyHours;

export interface RuleWords {
  readonly en: string;
  readonly sw?: string | undefined;
  readonly kk?: string | undefined;
  readonly ru?: string | undefined;
}

/** A rule that was checked. Times are seconds. */
export interface Rule {
  readonly id: string;
  readonly names: RuleWords;
  /** What whoever gets the alert should do. */
  readonly advice: RuleWords;
  readonly severity: AlertSeverity;
  /** A live figure (figure.ts), or a KPI of the catalogue as it is asked for: `service_level:600`. */
  readonly watch: string;
  /** Of a KPI: the time that it is taken over, up to now; undefined for live figures. */
  readonly windowSeconds: number | undefined;
  readonly each: Each;
  readonly where: RuleScope;
  readonly fire: Threshold;
  readonly clear: Threshold;
  readonly forSeconds: number;
  readonly keepFiringForSeconds: number;
  readonly hours: RuleHours;
  /** Of a KPI: with a smaller denominator there is no data. */
  readonly least: number;
  /** Alerts of the rule at once; above it one storm alert is raised instead of more. */
  readonly cap: number;
  readonly policy: string;
  /** While it fires, the centre's other alerts are inhibited: what they say is not to be trusted. */
  readonly inhibits: boolean;
}

/** A cleared alert that nobody acknowledged is closed after this long, milliseconds. */
export const CLOSE_AFTER_MS: Readonly<Record<AlertSeverity, number>> = {
  info: 3_600_000,
  warning: 8 * 3_600_000,
  critical: 24 * 3_600_000,
};

/** Whether a figure is beyond a threshold. @param reference the target or the usual figure; not used where the threshold is absolute */
export function isBeyond({ op, amount, of }: Threshold, value: number, reference: number): boolean {
  const limit = of === 'absolute' ? amount : amount * reference;
  return op === 'above' ? value > limit : value < limit;
}

/** The figure that a threshold stands for. */
export const limitOf = ({ amount, of }: Threshold, reference: number): number =>
  of === 'absolute' ? amount : amount * reference;
