/** A range of statuses, both ends included. */
export type StatusRange = readonly [from: number, to: number];

/** Reads `200-299,409`. Undefined: the text is not valid. */
export function readStatuses(text: string): readonly StatusRange[] | undefined {
  const ranges: StatusRange[] = [];
  for (const part of text.split(',')) {
    const [, from, to] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(part) ?? [];
    if (from === undefined || (to !== undefined && to < from)) return undefined;
    ranges.push([Number(from), Number(to ?? from)]);
  }
  return ranges;
}

export const isAmong = (status: number, ranges: readonly StatusRange[]): boolean =>
  ranges.some(([from, to]) => status >= from && status <= to);
