import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { LiveHub } from '#api/live/live-hub.js';
import { measureApi } from '#api/live/prometheus-api-metrics.js';
import { PrometheusIntakeMetrics } from '#gateway/link/prometheus-intake-metrics.js';
import { makeMetrics, measureLog, measurePools } from '#platform/telemetry/metrics.js';
import { PrometheusProcessorMetrics } from '#stream-processor/batch/prometheus-processor-metrics.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'infra/grafana');
const BOARDS = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const boardOf = (name: string): Board => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Board;

/** Every metric that gateway, processor, API and their processes register; no server is needed. */
function registered(): Registry {
  const metrics = makeMetrics();
  measurePools(metrics, {});
  measureLog(metrics, { look: async () => ({ kind: 'kafka', isReachable: true, reason: undefined }) });
  new PrometheusIntakeMetrics(metrics);
  new PrometheusProcessorMetrics(metrics);
  const store = {} as ConstructorParameters<typeof LiveHub>[0];
  measureApi(metrics, new LiveHub(store, { buildId: '', now: () => 0, onError: () => {} }));
  return metrics;
}

interface Known {
  readonly series: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** Names of series as Prometheus stores them, and labels: those of the metrics, and what Prometheus adds. */
function known(): Known {
  const series = new Set<string>();
  const labels = new Set(['job', 'instance', 'le']);
  for (const metric of registered().getMetricsAsArray()) {
    const { name, type, labelNames = [] } = metric as unknown as { name: string; type: string; labelNames?: string[] };
    for (const ending of type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']) series.add(`${name}${ending}`);
    for (const label of labelNames) labels.add(label);
  }
  return { series, labels };
}

const LABEL_LIST = /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g;
const WORDS = new Set(['offset', 'and', 'or', 'unless', 'bool']);

/** Names of series that an expression reads: everything that is not a function, a label, a text or a duration. */
function seriesOf(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replaceAll(LABEL_LIST, '');
  return [...bare.matchAll(/\b[a-zA-Z_]\w*\b(?!\s*\()/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
}

/** Labels that an expression selects or groups by. */
function labelsOf(expression: string): string[] {
  const grouped = [...expression.matchAll(LABEL_LIST)].flatMap(([, list = '']) => list.split(','));
  const selected = [...expression.matchAll(/[{,]\s*(\w+)\s*(?==~?"|!)/g)].map(([, label = '']) => label);
  return [...grouped, ...selected].map((label) => label.trim());
}

const expressionsOf = ({ panels }: Board): string[] =>
  panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

function strangersIn(expressions: readonly string[], { series, labels }: Known): string[] {
  const names = expressions.flatMap(seriesOf).filter((name) => !series.has(name));
  return [...names, ...expressions.flatMap(labelsOf).filter((label) => !labels.has(label))];
}

test('there is a dashboard of the pipeline and one of the network', () => {
  expect(BOARDS.toSorted()).toEqual(['network.json', 'pipeline.json']);
  expect(new Set(BOARDS.map((name) => boardOf(name).uid)).size).toBe(2);
});

test.each(BOARDS)('%s reads only series and labels that the services have', (name) => {
  const board = boardOf(name);
  const expressions = expressionsOf(board);
  expect(expressions.length).toBeGreaterThan(10);
  expect(strangersIn(expressions, known())).toEqual([]);
  const listed = board.templating.list.flatMap(({ definition = '' }) => definition.match(/mnara_\w+/g) ?? []);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.filter((one) => !known().series.has(one))).toEqual([]);
});

test.each(BOARDS)('%s has a unique id and place for each panel', (name) => {
  const { panels } = boardOf(name);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
    expect(x + w).toBeLessThanOrEqual(24);
    return Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
});

test('docs/operations.md names only existing metrics', () => {
  const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const named = [...text.matchAll(/`(mnara_[a-z_]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(20);
  const sources = readdirSync(join(ROOT, 'services'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(ROOT, 'services', path), 'utf8'))
    .join('');
  expect(named.filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
});

test.each([
  ['sum(rate(mnara_gateway_wonders_total{job="a"}[5m]))', 'mnara_gateway_wonders_total'],
  ['mnara_processor_batch_seconds', 'mnara_processor_batch_seconds'],
  ['sum by (colour) (mnara_gateway_links)', 'colour'],
  ['mnara_gateway_links{colour="red"}', 'colour'],
  ['time() - max(mnara_nothing_seconds offset 1w)', 'mnara_nothing_seconds'],
])('control: an unknown name is found in %s', (expression, stranger) => {
  expect(strangersIn([expression], known())).toEqual([stranger]);
});
