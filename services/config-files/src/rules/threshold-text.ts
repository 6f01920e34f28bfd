import type { FigureUnit, Threshold } from '#domain/alert/rule.js';

const DURATION = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads 90s, 2m, 8h or 1d as seconds; undefined when the text is not a duration. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text.trim()) ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (SECONDS[unit] ?? 1);
}

const EXAMPLES: Readonly<Record<FigureUnit, string>> = {
  seconds: '"> 30m"',
  share: '"< 80%"',
  count: '"> 20"',
  ratio: '"> 15"',
  stars: '"< 3.5"',
  per_hour: '"< 4"',
  flag: '"yes"',
};

const MEANINGS: Readonly<Record<FigureUnit, string>> = {
  seconds: 'a time (90s, 30m, 2h)',
  share: 'a share in percent (80%)',
  count: 'a plain number',
  ratio: 'a plain number',
  stars: 'a plain number from 1 to 5',
  per_hour: 'a plain number per hour',
  flag: 'yes or no',
};

const TEXT = /^([<>])\s*(?:(\d+(?:\.\d+)?)\s*(s|m|h|d|%)?|(?:(\d+(?:\.\d+)?)\s*x\s*)?(target|usual))$/;

type ThresholdRead = Threshold | { readonly fault: string };

/**
 * Reads a threshold of a figure: "> 30m", "< 80%", "> 3 x target", "> 1.5 x usual", "yes". A fault says how to fix it.
 */
export function readThreshold(text: string, unit: FigureUnit, watch: string): ThresholdRead {
  const given = text.trim();
  if (unit === 'flag') {
    if (given === 'yes') return { op: 'above', amount: 0, of: 'absolute' };
    if (given === 'no') return { op: 'below', amount: 1, of: 'absolute' };
    return { fault: `"${text}" does not fit ${watch}, which is yes or no; write "yes".` };
  }
  const found = TEXT.exec(given);
  if (found === null)
    return {
      fault: `"${text}" is not a threshold; write > or < and a limit, as ${EXAMPLES[unit]}, "> 3 x target" or "> 1.5 x usual".`,
    };
  const [, sign, amount, suffix, times, reference] = found;
  const op = sign === '>' ? 'above' : 'below';
  if (reference === 'target' || reference === 'usual')
    return { op, amount: times === undefined ? 1 : Number(times), of: reference };
  const value = inUnit(Number(amount), suffix, unit);
  if (value !== undefined) return { op, amount: value, of: 'absolute' };
  return {
    fault: `"${text}" has the wrong unit: ${watch} is ${MEANINGS[unit]}; write for example ${EXAMPLES[unit]}.`,
  };
}

function inUnit(amount: number, suffix: string | undefined, unit: FigureUnit): number | undefined {
  if (unit === 'seconds') return suffix === undefined || suffix === '%' ? undefined : amount * (SECONDS[suffix] ?? 1);
  if (unit === 'share') return suffix === '%' ? amount / 100 : undefined;
  return suffix === undefined ? amount : undefined;
}

/** A fault when a figure can meet the thresholds of fire and clear at once, or when both are on the same side. */
export function faultOfPair(fire: Threshold, clear: Threshold): string | undefined {
  if (fire.op === clear.op)
    return `clear must have the opposite sign of fire; write "${fire.op === 'above' ? '<' : '>'} ..." here.`;
  const overlaps = fire.op === 'above' ? clear.amount > fire.amount : clear.amount < fire.amount;
  if (fire.of === clear.of && overlaps)
    return `clear is already met while fire is still met; put its limit ${fire.op === 'above' ? 'at or below' : 'at or above'} that of fire.`;
  return undefined;
}

/** The default of clear: the opposite of the threshold of fire. */
export const oppositeOf = ({ op, amount, of }: Threshold): Threshold => ({
  op: op === 'above' ? 'below' : 'above',
  amount,
  of,
});
