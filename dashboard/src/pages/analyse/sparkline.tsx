/** Size of the drawing in its own units. */
const WIDTH = 72;
const HEIGHT = 18;
const EDGE = 2;

/** The path of values over time; a value without data breaks the line. Null where fewer than two are known. */
export function sparkPath(values: readonly (number | null)[]): string | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [min, max] = [Math.min(...known), Math.max(...known)];
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const y = (value: number): number =>
    max === min ? HEIGHT / 2 : EDGE + (HEIGHT - 2 * EDGE) * (1 - (value - min) / (max - min));
  let path = '';
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const previous = values[at - 1];
    const isGap = previous === null || previous === undefined;
    path += `${isGap ? 'M' : 'L'}${(EDGE + at * step).toFixed(1)} ${y(value).toFixed(1)}`;
    // A lone value between gaps is a dot.
    if (isGap && (values[at + 1] ?? null) === null) path += 'h0.01';
  }
  return path;
}

/** A small line over time beside a total; the rows below have its figures. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const path = sparkPath(values);
  if (path === null) return null;
  return (
    <svg className="analyse-spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
