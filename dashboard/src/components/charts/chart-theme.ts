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
  /** Size of the smallest text, in CSS pixels. */
  readonly fontSize: number;
  readonly fontFamily: string;
}

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
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) || 14,
  };
}
