import { stringify } from 'yaml';
import type { FigureUnit, Rule, Threshold } from '#domain/alert/rule.js';
import { watchedOf } from './check-rules.js';
import { oppositeOf } from './threshold-text.js';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Seconds in the largest unit in which they are a whole number. */
function durationText(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds > 0 && seconds % each === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** A decimal without binary rounding errors: 0.57 * 100 is 57. */
const plain = (value: number): string => String(Number(value.toPrecision(12)));

function thresholdText({ op, amount, of }: Threshold, unit: FigureUnit): string {
  if (unit === 'flag') return op === 'above' ? 'yes' : 'no';
  const sign = op === 'above' ? '>' : '<';
  if (of !== 'absolute') return `${sign} ${plain(amount)} x ${of}`;
  if (unit === 'seconds') return `${sign} ${durationText(amount)}`;
  return `${sign} ${unit === 'share' ? `${plain(amount * 100)}%` : plain(amount)}`;
}

const isSame = (a: Threshold, b: Threshold): boolean => a.op === b.op && a.amount === b.amount && a.of === b.of;

function written(rule: Rule): Readonly<Record<string, unknown>> {
  const watched = watchedOf(rule.watch);
  if ('fault' in watched) throw new Error(watched.fault);
  const { unit } = watched;
  return {
    id: rule.id,
    names: rule.names,
    advice: rule.advice,
    severity: rule.severity,
    watch: rule.watch,
    ...(rule.windowSeconds === undefined ? {} : { window: durationText(rule.windowSeconds) }),
    each: rule.each,
    ...(Object.keys(rule.where).length === 0 ? {} : { where: rule.where }),
    fire: thresholdText(rule.fire, unit),
    ...(isSame(rule.clear, oppositeOf(rule.fire)) ? {} : { clear: thresholdText(rule.clear, unit) }),
    ...(rule.forSeconds === 0 ? {} : { for: durationText(rule.forSeconds) }),
    ...(rule.keepFiringForSeconds === 0 ? {} : { keepFiringFor: durationText(rule.keepFiringForSeconds) }),
    ...(rule.hours === 'open' ? {} : { hours: rule.hours }),
    ...(rule.least === 0 ? {} : { least: rule.least }),
    cap: rule.cap,
    policy: rule.policy,
    ...(rule.inhibits ? { inhibits: true } : {}),
  };
}

/**
 * Rules as a file that `parseRules` reads as the same rules. @throws Error when a rule watches a figure that this
 * version does not know
 */
export const printRules = (rules: readonly Rule[]): string =>
  stringify({ rules: rules.map(written) }, { aliasDuplicateObjects: false, lineWidth: 0 });
