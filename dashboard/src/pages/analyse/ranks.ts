/** An entry of a league: its figure, and where the true one lies with 95 % confidence. */
export interface Contestant {
  readonly key: string;
  readonly value: number;
  /** Null: nothing is known of the figure's noise. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** The places that an entry may really have: the first and the last. They are the same where no other comes close. */
export interface Rank {
  readonly first: number;
  readonly last: number;
}

/**
 * Ranks that say when a difference is noise. An entry is surely behind another only where their intervals do not
 * overlap; every other order of the two is possible. So its first place is one more than the number of entries that
 * are surely better, and its last place leaves behind only those that are surely worse: Klein, Wright and Wieczorek
 * (2020), A joint confidence region for an overall ranking of populations, J. R. Statist. Soc. C 69, 589-606, here with
 * intervals of 95 % each. Two such intervals that do not overlap differ at about the 0.6 % level, so the ranks err on
 * the side of "cannot be told". Without any interval the ranks are those of the values; equal values share one and the
 * next is skipped. An entry without one among others that have theirs may have any place. Grows with n log n.
 */
export function ranksOf(entries: readonly Contestant[], isHigherBetter: boolean): ReadonlyMap<string, Rank> {
  const sign = isHigherBetter ? 1 : -1;
  const isKnown = entries.some(({ interval }) => interval !== null);
  const ends = entries.map(({ value, interval }) => {
    const unknown = isKnown ? Number.POSITIVE_INFINITY : 0;
    const [low, high] = [interval?.low ?? value - unknown, interval?.high ?? value + unknown];
    return isHigherBetter ? { worst: low, best: high } : { worst: sign * high, best: sign * low };
  });
  const worsts = ends.map(({ worst }) => worst).sort((a, b) => a - b);
  const bests = ends.map(({ best }) => best).sort((a, b) => a - b);
  return new Map(
    entries.map(({ key }, at) => {
      const { worst = 0, best = 0 } = ends[at] ?? {};
      const surelyBetter = worsts.length - upTo(worsts, best);
      const surelyWorse = below(bests, worst);
      const first = surelyBetter + 1;
      return [key, { first, last: isKnown ? entries.length - surelyWorse : first }];
    }),
  );
}

/** How many of ascending numbers are at most `limit`. */
function upTo(numbers: readonly number[], limit: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many of ascending numbers are less than `limit`. */
function below(numbers: readonly number[], limit: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
