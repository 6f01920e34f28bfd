/** A screen and its farthest seat. */
export interface ScreenProfile {
  /** Diagonal of the panel in inches. */
  readonly panelInches: number;
  /** Distance of the farthest seat in metres. */
  readonly distanceMetres: number;
}

/** A usual panel of a command centre, read from three metres, until someone says otherwise. */
export const DEFAULT_PROFILE: ScreenProfile = { panelInches: 65, distanceMetres: 3 };

/** Height of capitals over the font's size, of Noto Sans. */
const CAP_HEIGHT_EM = 0.714;

/** 16 minutes of arc: the height that capitals need for each metre of distance, in millimetres. */
const CAP_MM_PER_METRE = 2 * 1000 * Math.tan(((16 / 60 / 2) * Math.PI) / 180);

/** Millimetres that a CSS pixel measures on a panel of which the window fills all. */
function mmPerPixel(profile: ScreenProfile, widthPx: number, heightPx: number): number {
  return (profile.panelInches * 25.4) / Math.hypot(widthPx, heightPx);
}

/** Minimum height of capitals in millimetres. */
export function capNeededMm(profile: ScreenProfile): number {
  return profile.distanceMetres * CAP_MM_PER_METRE;
}

/** Height of the capitals of a font of `fontPx`, in millimetres. */
export function capHeightMm(profile: ScreenProfile, widthPx: number, heightPx: number, fontPx: number): number {
  return fontPx * CAP_HEIGHT_EM * mmPerPixel(profile, widthPx, heightPx);
}

/** Minimum font size in CSS pixels that can be read from the farthest seat. */
export function smallestFontPx(profile: ScreenProfile, widthPx: number, heightPx: number): number {
  return capNeededMm(profile) / CAP_HEIGHT_EM / mmPerPixel(profile, widthPx, heightPx);
}

/** How much fits: all of the wall's parts, fewer, or only the most severe. */
export type WallDensity = 'full' | 'reduced' | 'sparse';

/** The size of the wall's text and how much fits with it. */
interface WallScale {
  readonly fontPx: number;
  readonly density: WallDensity;
}

/** Text of the wall's design, as a share of a window of 1920 x 1080. */
const DESIGN_FONT_PX = 26;

/** Text as large as the design has it, or larger where the seat is far; then less is shown at a time. */
export function wallScale(profile: ScreenProfile, widthPx: number, heightPx: number): WallScale {
  const design = DESIGN_FONT_PX * Math.min(widthPx / 1920, heightPx / 1080);
  const needed = smallestFontPx(profile, widthPx, heightPx);
  const fontPx = Math.max(design, needed);
  const ratio = fontPx / design;
  return { fontPx, density: ratio <= 1.08 ? 'full' : ratio <= 1.7 ? 'reduced' : 'sparse' };
}

/** Reads a stored profile; null when it makes no sense. */
export function parseProfile(text: string | null): ScreenProfile | null {
  if (text === null) return null;
  try {
    const { panelInches, distanceMetres } = JSON.parse(text) as Partial<Record<keyof ScreenProfile, unknown>>;
    const isPlausible = (value: unknown, min: number, max: number): value is number =>
      typeof value === 'number' && value >= min && value <= max;
    return isPlausible(panelInches, 5, 1000) && isPlausible(distanceMetres, 0.3, 100)
      ? { panelInches, distanceMetres }
      : null;
  } catch {
    return null;
  }
}
