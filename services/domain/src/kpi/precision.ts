import type { KpiUnit } from './catalogue-entry.js';

/** Decimals that a figure for people has, by its unit: tenths of a second, and hundredths of a percent. */
const DECIMALS: Readonly<Record<KpiUnit, number>> = { seconds: 1, count: 0, share: 4, per_hour: 2, stars: 2 };

/** Decimals of shares that say how good a figure is: completeness and error bounds. */
const QUALITY_DECIMALS = 4;

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** A figure as people read it, rounded by its unit. JSON and further computing keep the full precision. */
export const roundFigure = (value: number, unit: KpiUnit): number => round(value, DECIMALS[unit]);

/** A completeness or an error bound, as people read it. */
export const roundQuality = (value: number): number => round(value, QUALITY_DECIMALS);
