/** A place on the globe. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** The same on the screen, in CSS pixels. */
export interface ScreenPoint {
  readonly id: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** A single place is shown as if in a box of so many degrees. */
const MIN_SPAN_DEGREES = 0.01;

/** Fits places into a box with a margin, true to shape: equirectangular about their middle latitude. */
export function projectPoints(
  places: readonly Place[],
  width: number,
  height: number,
  margin: number,
): readonly ScreenPoint[] {
  if (places.length === 0 || width <= 2 * margin || height <= 2 * margin) return [];
  const latitudes = places.map(({ latitude }) => latitude);
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const shrink = Math.cos((middle * Math.PI) / 180);
  const flat = places.map(({ id, name, latitude, longitude }) => ({ id, name, x: longitude * shrink, y: -latitude }));
  const [left, top] = [Math.min(...flat.map(({ x }) => x)), Math.min(...flat.map(({ y }) => y))];
  const spanX = Math.max(...flat.map(({ x }) => x)) - left;
  const spanY = Math.max(...flat.map(({ y }) => y)) - top;
  const scale = Math.min(
    (width - 2 * margin) / Math.max(spanX, MIN_SPAN_DEGREES),
    (height - 2 * margin) / Math.max(spanY, MIN_SPAN_DEGREES),
  );
  const [offsetX, offsetY] = [(width - spanX * scale) / 2, (height - spanY * scale) / 2];
  return flat.map(({ id, name, x, y }) => ({
    id,
    name,
    x: offsetX + (x - left) * scale,
    y: offsetY + (y - top) * scale,
  }));
}

/** A name beside its point. */
interface PointLabel extends ScreenPoint {
  readonly anchor: 'start' | 'end';
}

/** Names the points in order as far as names do not cover one another; the most severe go first. */
export function placeLabels(
  points: readonly ScreenPoint[],
  fontPx: number,
  width: number,
  height: number,
): readonly PointLabel[] {
  const boxes: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[] = [];
  const labels: PointLabel[] = [];
  for (const { id, name, x, y } of points) {
    const length = name.length * fontPx * 0.56;
    for (const anchor of ['start', 'end'] as const) {
      const left = anchor === 'start' ? x + fontPx : x - fontPx - length;
      const box = { left, right: left + length, top: y - fontPx * 0.6, bottom: y + fontPx * 0.6 };
      const isFree =
        box.left >= 0 &&
        box.right <= width &&
        box.top >= 0 &&
        box.bottom <= height &&
        boxes.every(
          (other) =>
            box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
        );
      if (!isFree) continue;
      boxes.push(box);
      labels.push({ id, name, anchor, x: anchor === 'start' ? x + fontPx : x - fontPx, y: y + fontPx * 0.36 });
      break;
    }
  }
  return labels;
}
