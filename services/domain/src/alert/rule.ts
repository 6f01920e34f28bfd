import type { KpiUnit } from '../kpi/catalogue-entry.js';

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a rule creates one alert for: the network, a region, a centre, a service at a centre, an agency at a centre. */
export const EACH = ['network', 'region', 'centre', 'service', 'agency'] as const;
export type Each = (typeof EACH)[number];

/** Units of watched figures: those of KPIs, a quotient of counts, and yes or no (1 or 0). */
export type FigureUnit = KpiUnit | 'ratio' | 'flag';

/**
 * A comparison. `of` absolute: with the amount, in seconds, as a share of 1, or as a count; target and usual: with the
 * amount times the place's target, or times the usual value at this time of such a day.
 */
export interface Threshold {
  readonly op: 'above' | 'below';
  readonly amount: number;
  readonly of: 'absolute' | 'target' | 'usual';
}

/** Ids; absent: all. A rule covers places that fit every list. */
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

/**
 * `open`: the centre's opening hours without its holidays; `always`; or the rule's own hours in the centre's time zone.
 */
export type RuleHours = 'open' | 'always' | WeeklyHours;

export interface RuleWords {
  readonly en: string;
  readonly sw?: string | undefined;
  readonly kk?: string | undefined;
  readonly ru?: string | undefined;
}

/** A checked rule. Times are seconds. */
export interface Rule {
  readonly id: string;
  readonly names: RuleWords;
  /** What the recipient of the alert should do. */
  readonly advice: RuleWords;
  readonly severity: AlertSeverity;
  /** A live figure (figure.ts), or a KPI of the catalogue with its parameter: `service_level:600`. */
  readonly watch: string;
  /** For a KPI: the time over which it is computed, up to now; undefined for live figures. */
  readonly windowSeconds: number | undefined;
  readonly each: Each;
  readonly where: RuleScope;
  readonly fire: Threshold;
  readonly clear: Threshold;
  readonly forSeconds: number;
  readonly keepFiringForSeconds: number;
  readonly hours: RuleHours;
  /** For a KPI: with a smaller denominator there is no data. */
  readonly least: number;
  /** Maximum number of active alerts of the rule; above it one storm alert is raised instead of more. */
  readonly cap: number;
  readonly policy: string;
  /** While it fires, the centre's other alerts are inhibited: their figures cannot be trusted. */
  readonly inhibits: boolean;
}

/** Time after which a cleared alert without an acknowledgement is closed, milliseconds. */
export const CLOSE_AFTER_MS: Readonly<Record<AlertSeverity, number>> = {
  info: 3_600_000,
  warning: 8 * 3_600_000,
  critical: 24 * 3_600_000,
};

/**
 * Whether a figure is beyond a threshold. @param reference the target or the usual figure; not used if the threshold is
 * absolute
 */
export function isBeyond({ op, amount, of }: Threshold, value: number, reference: number): boolean {
  const limit = of === 'absolute' ? amount : amount * reference;
  return op === 'above' ? value > limit : value < limit;
}

/** The figure that a threshold stands for. */
export const limitOf = ({ amount, of }: Threshold, reference: number): number =>
  of === 'absolute' ? amount : amount * reference;
