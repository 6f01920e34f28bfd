/**
 * Log-linear bins, 8 to an octave from 1/8 s up, based on the idea of HDR histograms. A bin's midpoint is within 6.25 %
 * of every value in it; below 1/8 s the error is at most 1/16 s. Bin 0 contains exactly 0. Histograms merge by adding
 * bins.
 */
const PER_OCTAVE = 8;
const LOWEST_OCTAVE = -3;
const LOWEST = 2 ** LOWEST_OCTAVE;
const HIGHEST_BIN = 1 + PER_OCTAVE * 32;

/** Largest relative error of a percentile from bins. */
export const BIN_ERROR = 1 / (2 * PER_OCTAVE);

/**
 * floor(log2(seconds)), without a logarithm: it is called hundreds of thousands of times a second when a backlog is
 * processed.
 */
function octaveOf(seconds: number): number {
  if (seconds >= 2 ** 31) return Math.floor(Math.log2(seconds));
  if (seconds >= 1) return 31 - Math.clz32(seconds);
  return seconds >= 0.5 ? -1 : seconds >= 0.25 ? -2 : LOWEST_OCTAVE;
}

/** @param milliseconds a duration, 0 or more */
export function binOf(milliseconds: number): number {
  if (milliseconds <= 0) return 0;
  const seconds = milliseconds / 1000;
  if (seconds < LOWEST) return 1;
  const octave = octaveOf(seconds);
  const base = 2 ** octave;
  const step = Math.min(PER_OCTAVE - 1, Math.floor((seconds / base - 1) * PER_OCTAVE));
  return Math.min(HIGHEST_BIN, 2 + (octave - LOWEST_OCTAVE) * PER_OCTAVE + step);
}

/** A number above the number of bins. */
const BINS = 512;

/** One duration of a measure as a whole number, as mnara.rollup_bins stores it. */
export const markOf = (measure: number, bin: number): number => BINS * measure + bin;

/** The inverse of `markOf`. */
export const measureOf = (mark: number): number => Math.floor(mark / BINS);
export const binOfMark = (mark: number): number => mark % BINS;

/** The bin's range in seconds, from (inclusive) to (exclusive); bin 0 is the single value 0. */
export function binRange(bin: number): { readonly from: number; readonly to: number } {
  if (bin <= 0) return { from: 0, to: 0 };
  if (bin === 1) return { from: 0, to: LOWEST };
  const base = 2 ** (LOWEST_OCTAVE + Math.floor((bin - 2) / PER_OCTAVE));
  const step = (bin - 2) % PER_OCTAVE;
  return { from: base * (1 + step / PER_OCTAVE), to: base * (1 + (step + 1) / PER_OCTAVE) };
}

/** The lowest duration of a bin, whole milliseconds. */
export const binStartMs = (bin: number): number => (bin === 1 ? 1 : Math.ceil(binRange(bin).from * 1000));

/** Lowest durations of all bins from 1 on: the number of those that are not above a duration is its bin. */
export const BIN_STARTS_MS: readonly number[] = Array.from({ length: HIGHEST_BIN }, (_, index) =>
  binStartMs(index + 1),
);

/** The value that represents a bin, seconds. */
export function binMiddle(bin: number): number {
  const { from, to } = binRange(bin);
  return (from + to) / 2;
}
