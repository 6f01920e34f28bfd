import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** The measurements of a network of one size. */
export interface GrowthStep {
  readonly centres: number;
  readonly desks: number;
  /** Events a second at the real rate while the cores were measured, including heartbeats. */
  readonly liveEvents: number;
  readonly liveCores: Readonly<Record<string, number>>;
  /** Measured after the live part. */
  readonly memoryMiB: Readonly<Record<string, number>>;
  /** Rows and bytes of a whole day; measured with `dayOfCentres` centres and scaled up for more. */
  readonly dayOfCentres: number;
  readonly dayEvents: number;
  readonly dayRows: number;
  readonly dayBytes: number;
  /**
   * From the start of a processor until it was ready with its status recovered; and of an API until a screen had its
   * snapshot.
   */
  readonly recoverSeconds: number;
  readonly snapshotSeconds: number;
  readonly snapshotBytes: number;
  readonly drainPerSecond: number;
}

interface Panel {
  readonly title: string;
  readonly lines: Readonly<Record<string, (step: GrowthStep) => number>>;
}

const PANELS: readonly Panel[] = [
  {
    title: 'cores at the real rate',
    lines: {
      processor: (step) => step.liveCores['processor'] ?? 0,
      database: (step) => step.liveCores['timescaledb'] ?? 0,
      api: (step) => step.liveCores['api'] ?? 0,
    },
  },
  {
    title: 'memory, MiB',
    lines: {
      processor: (step) => step.memoryMiB['processor'] ?? 0,
      database: (step) => step.memoryMiB['timescaledb'] ?? 0,
      api: (step) => step.memoryMiB['api'] ?? 0,
    },
  },
  { title: 'MiB stored of a day', lines: { 'MiB of a day': (step) => step.dayBytes / 2 ** 20 } },
  {
    title: 'seconds until live again; drain, 1,000 events/s',
    lines: {
      'processor ready': (step) => step.recoverSeconds,
      'first snapshot': (step) => step.snapshotSeconds,
      'drain, 1,000/s': (step) => step.drainPerSecond / 1000,
    },
  },
];
const [WIDTH, HEIGHT] = [960, 640];
const COLOURS = ['#1f6feb', '#b35900', '#3a7d44'];

/** The measured figures over the number of centres, both axes logarithmic, as an SVG. */
export function growthChart(steps: readonly GrowthStep[]): string {
  use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const chart = init(null, undefined, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const place = (index: number) => ({ left: 60 + (index % 2) * 480, top: 60 + Math.floor(index / 2) * 320 });
  const sorted = steps.toSorted((one, other) => one.centres - other.centres);
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    title: PANELS.map(({ title }, index) => ({
      text: title,
      textStyle: { fontSize: 14 },
      left: place(index).left - 40,
      top: place(index).top - 54,
    })),
    legend: PANELS.map(({ lines }, index) => ({
      data: Object.keys(lines).map((name) => `${name}${' '.repeat(index)}`),
      left: place(index).left - 10,
      top: place(index).top - 30,
    })),
    grid: PANELS.map((_, index) => ({ ...place(index), width: 390, height: 210 })),
    xAxis: PANELS.map((_, gridIndex) => ({ type: 'log', gridIndex, name: 'centres', min: 100, nameGap: 4 })),
    yAxis: PANELS.map((_, gridIndex) => ({ type: 'log', gridIndex })),
    series: PANELS.flatMap(({ lines }, index) =>
      Object.entries(lines).map(([name, read], line) => ({
        type: 'line' as const,
        name: `${name}${' '.repeat(index)}`,
        xAxisIndex: index,
        yAxisIndex: index,
        color: COLOURS[line],
        // A logarithmic axis has no zero.
        data: sorted.map((step) => [step.centres, Math.max(0.001, read(step))]),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace('>', '><title>What a network costs, over the number of its centres</title>');
}

const whole = (value: number | undefined): string => Math.round(value ?? 0).toLocaleString('en');

/** The same figures as the rows of a Markdown table. */
export function growthTable(steps: readonly GrowthStep[]): string {
  const heads = [
    'centres',
    'desks',
    'events/s live',
    'cores: processor / database / API',
    'MiB: processor / database / API',
    'events a day',
    'rows a day',
    'MiB a day',
    'processor ready',
    'first snapshot',
    'its size',
    'drain, events/s',
  ];
  const rows = steps.map((step) => [
    whole(step.centres),
    whole(step.desks),
    whole(step.liveEvents),
    ['processor', 'timescaledb', 'api'].map((name) => (step.liveCores[name] ?? 0).toFixed(2)).join(' / '),
    ['processor', 'timescaledb', 'api'].map((name) => whole(step.memoryMiB[name])).join(' / '),
    whole(step.dayEvents),
    whole(step.dayRows),
    whole(step.dayBytes / 2 ** 20),
    `${step.recoverSeconds.toFixed(1)} s`,
    `${step.snapshotSeconds.toFixed(1)} s`,
    `${whole(step.snapshotBytes / 1024)} KiB`,
    whole(step.drainPerSecond),
  ]);
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
