/** Colours and sizes of a chart, read from the page's design tokens so that charts follow the theme. */
export interface ChartTheme {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  readonly strong: string;
  readonly soft: string;
  readonly surface: string;
  readonly accent: string;
  /** Eight colours that readers with any colour vision can tell apart; used in this order. */
  readonly series: readonly string[];
  /** Ends of a scale from little to much. */
  readonly heatLow: string;
  readonly heatHigh: string;
  /** Size of the smallest text, in CSS pixels. */
  readonly fontSize: number;
  readonly fontFamily: string;
}

/** A colour by its role, or by its place among the series. */
export type Tone = 'strong' | 'soft' | 'accent' | number;

/** How many series have a colour of their own. */
export const SERIES_TONES = 8;

/** The colour of a tone; places beyond the last begin again. */
export const toneColor = (tone: Tone, theme: ChartTheme): string =>
  typeof tone === 'number' ? (theme.series[tone % theme.series.length] ?? theme.strong) : theme[tone];

/** Reads the tokens that hold at `element`. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: token('--text'),
    muted: token('--muted'),
    line: token('--chart-line'),
    grid: token('--chart-grid'),
    strong: token('--chart-strong'),
    soft: token('--chart-soft'),
    surface: token('--surface'),
    accent: token('--chart-accent'),
    series: Array.from({ length: SERIES_TONES }, (_, at) => token(`--series-${at + 1}`)),
    heatLow: token('--heat-low'),
    heatHigh: token('--heat-high'),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) || 14,
  };
}
