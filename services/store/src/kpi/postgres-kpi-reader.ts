import { identityOf, type Labels } from '#domain/alert/evaluation/labels.js';
import type { KpiCell, KpiQuestion, KpiReading } from '#domain/alert/evaluation/observe-kpis.js';
import type { KpiNeed } from '#domain/kpi/catalogue-entry.js';
import type { KpiInputs, Spread } from '#domain/kpi/compute.js';
import { COUNTS, MEASURES, type Measure } from '#domain/kpi/counts.js';
import { SILENT_AFTER_HEARTBEATS } from '#domain/status/freshness.js';
import type { Database } from '#platform/postgres/database.js';

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

type Row = Readonly<Record<string, string | number | null>>;
type MutableCell = { labels: Labels; inputs: { -readonly [Key in keyof KpiInputs]: KpiInputs[Key] } };

const REGION = 'r.region_id AS "regionId"';
const CENTRE = `${REGION}, c.centre_id AS "centreId"`;
const KEYS: Readonly<Record<KpiQuestion['each'], { readonly columns: string; readonly n: number }>> = {
  network: { columns: '', n: 0 },
  region: { columns: REGION, n: 1 },
  centre: { columns: CENTRE, n: 2 },
  service: { columns: `${CENTRE}, a.agency_id AS "agencyId", s.service_id AS "serviceId"`, n: 4 },
  agency: { columns: `${CENTRE}, a.agency_id AS "agencyId"`, n: 3 },
};

/** The window that ends with the step of the rollups that holds `at`: whole steps, the last one still filling. */
export function windowOf(windowSeconds: number, stepMs: number, at: number): readonly [from: Date, to: Date] {
  const to = (Math.floor(at / stepMs) + 1) * stepMs;
  return [new Date(to - windowSeconds * 1000), new Date(to)];
}

/** One set-based question to one rollup: the sums of each place in a window. */
interface Question {
  readonly table: string;
  readonly sums: string;
  readonly isByService: boolean;
  /** Further keys of a row, after those of the place. */
  readonly more?: string;
  readonly moreKeys?: number;
  readonly and?: string;
  readonly stepMs: number;
}

const sumOf = (name: string): string => `sum(f.${name})::float8 AS ${name}`;

async function ask(database: Database, asked: KpiQuestion, at: number, question: Question): Promise<readonly Row[]> {
  const { each, where, windowSeconds } = asked;
  const { columns, n } = KEYS[each];
  const { table, sums, isByService, more, moreKeys = 0, and = '', stepMs } = question;
  const [from, to] = windowOf(windowSeconds, stepMs, at);
  const services = isByService
    ? 'LEFT JOIN mnara.service s ON s.service_key = f.service_key LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key'
    : '';
  const parameters: unknown[] = [from, to];
  const among = (column: string, ids: readonly string[] | undefined): string => {
    if (ids === undefined) return '';
    parameters.push(ids);
    return `AND ${column} = ANY($${parameters.length}::text[])`;
  };
  const filters = [
    among('r.region_id', where.regions),
    among('c.centre_id', where.centres),
    ...(isByService ? [among('s.service_id', where.services), among('a.agency_id', where.agencies)] : []),
    each === 'service' ? 'AND s.service_id IS NOT NULL' : '',
    each === 'agency' ? 'AND a.agency_id IS NOT NULL' : '',
  ];
  const group = Array.from({ length: n + moreKeys }, (_, place) => place + 1).join(', ');
  const selected = [columns, more, sums].filter((part) => part !== '' && part !== undefined).join(', ');
  const { rows } = await database.query<Row>(
    `SELECT ${selected} FROM mnara.${table} f JOIN mnara.centre c ON c.centre_key = f.centre_key JOIN mnara.region r ON r.region_key = c.region_key ${services}
     WHERE f.bucket >= $1 AND f.bucket < $2 ${filters.join(' ')} ${and} ${group === '' ? '' : `GROUP BY ${group}`}`,
    parameters,
  );
  return rows;
}

const text = (value: string | number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

const labelsOf = (row: Row): Labels => ({
  regionId: text(row.regionId),
  centreId: text(row.centreId),
  serviceId: text(row.serviceId),
  agencyId: text(row.agencyId),
});

/** Cells that are filled by one question after the other. */
class Cells {
  readonly byIdentity = new Map<string, MutableCell>();

  constructor(readonly each: KpiQuestion['each']) {}

  at(row: Row): MutableCell {
    const labels = labelsOf(row);
    const identity = identityOf(this.each, labels);
    const known = this.byIdentity.get(identity);
    if (known !== undefined) return known;
    const inputs = {
      counts: undefined,
      spreads: {},
      deskMs: undefined,
      centreMs: undefined,
      silentMs: undefined,
      idleMs: undefined,
    };
    const cell: MutableCell = { labels, inputs };
    this.byIdentity.set(identity, cell);
    return cell;
  }
}

const isMeasure = (need: KpiNeed): need is Measure => need in MEASURES;

/** Reads what KPI rules are computed from: one question to each rollup that they need, whatever the number of centres. */
export async function readKpis(database: Database, asked: KpiQuestion, at: number): Promise<KpiReading> {
  const cells = new Cells(asked.each);
  const needs = new Set(asked.needs);
  if (needs.has('counts') && !needs.has('desk_states')) await readCounts(database, asked, at, cells);
  const measures = asked.needs.filter(isMeasure);
  if (measures.length > 0) await readSpreads(database, asked, at, measures, cells);
  if (needs.has('desk_states')) await readDeskStates(database, asked, at, cells);
  if (needs.has('centre_states')) await readCentreStates(database, asked, at, cells);
  if (needs.has('silence')) await readSilences(database, asked, at, cells);
  return cells.byIdentity satisfies ReadonlyMap<string, KpiCell>;
}

async function readCounts(database: Database, asked: KpiQuestion, at: number, cells: Cells): Promise<void> {
  const question = {
    table: 'rollup_quarter',
    sums: COUNTS.map(sumOf).join(', '),
    isByService: true,
    stepMs: QUARTER_MS,
  };
  for (const row of await ask(database, asked, at, question)) {
    const counts = COUNTS.map((name) => Number(row[name] ?? 0));
    // A row that a correction emptied again is no data.
    if (counts.some((n) => n !== 0)) cells.at(row).inputs.counts = counts;
  }
}

async function readSpreads(
  database: Database,
  asked: KpiQuestion,
  at: number,
  measures: readonly Measure[],
  cells: Cells,
): Promise<void> {
  const names = new Map<number, Measure>(measures.map((measure) => [MEASURES[measure], measure]));
  const question = {
    table: 'rollup_histogram',
    sums: 'sum(f.n)::float8 AS n',
    more: 'f.measure, f.bin',
    moreKeys: 2,
    and: `AND f.measure IN (${[...names.keys()].join(', ')})`,
    isByService: true,
    stepMs: QUARTER_MS,
  };
  const rows = await ask(database, asked, at, question);
  for (const row of [...rows].sort((a, b) => Number(a.bin) - Number(b.bin))) {
    const measure = names.get(Number(row.measure));
    if (measure === undefined || Number(row.n) === 0) continue;
    const { inputs } = cells.at(row);
    const spreads: Partial<Record<Measure, Spread>> = inputs.spreads;
    const before = spreads[measure]?.cells ?? [];
    inputs.spreads = { ...spreads, [measure]: { kind: 'bins', cells: [...before, [Number(row.bin), Number(row.n)]] } };
  }
}

async function readDeskStates(database: Database, asked: KpiQuestion, at: number, cells: Cells): Promise<void> {
  const names = ['open_ms', 'logged_in_ms', 'serving_ms', 'wrap_up_ms', 'break_ms', 'back_office_ms'] as const;
  const available =
    'sum(CASE WHEN f.ready_ms > 0 THEN greatest(0, f.ready_ms - f.serving_ms) ELSE 0 END)::float8 AS available_ms';
  const sums = [...names.map(sumOf), ...COUNTS.map(sumOf), available].join(', ');
  for (const row of await ask(database, asked, at, {
    table: 'rollup_desk_hour',
    sums,
    isByService: false,
    stepMs: HOUR_MS,
  })) {
    const isRecorded = Number(row.open_ms) + Number(row.logged_in_ms) > 0;
    const times = Object.fromEntries([...names, 'available_ms'].map((name) => [name, Number(row[name] ?? 0)]));
    const { inputs } = cells.at(row);
    inputs.deskMs = isRecorded ? times : { serving_ms: Number(row.serving_ms ?? 0) };
    inputs.counts = COUNTS.map((name) => Number(row[name] ?? 0));
  }
}

async function readCentreStates(database: Database, asked: KpiQuestion, at: number, cells: Cells): Promise<void> {
  const sums = ['power_down_ms', 'upstream_down_ms'].map(sumOf).join(', ');
  for (const row of await ask(database, asked, at, {
    table: 'rollup_centre_hour',
    sums,
    isByService: false,
    stepMs: HOUR_MS,
  }))
    cells.at(row).inputs.centreMs = {
      powerDown: Number(row.power_down_ms ?? 0),
      upstreamDown: Number(row.upstream_down_ms ?? 0),
    };
}

/** Silences inside the window, and those that still last. */
async function readSilences(database: Database, asked: KpiQuestion, at: number, cells: Cells): Promise<void> {
  const { columns, n } = KEYS[asked.each];
  const [from, to] = [new Date(at - asked.windowSeconds * 1000), new Date(at)];
  const group = Array.from({ length: n }, (_, place) => place + 1).join(', ');
  const { rows } = await database.query<Row>(
    `WITH silent AS (
       SELECT centre_key, greatest(silent_from, $1) AS from_at, least(silent_to, $2) AS to_at FROM mnara.agent_silence WHERE silent_to > $1 AND silent_from < $2
       UNION ALL SELECT centre_key, greatest(last_received_at, $1), $2 FROM mnara.agent_position
         WHERE heartbeat_seconds > 0 AND last_received_at < $2::timestamptz - make_interval(secs => ${SILENT_AFTER_HEARTBEATS} * heartbeat_seconds)
       UNION ALL SELECT centre_key, $2, $2 FROM mnara.agent_position WHERE heartbeat_seconds > 0)
     SELECT ${columns === '' ? '' : `${columns},`} sum(extract(epoch FROM to_at - from_at) * 1000)::float8 AS silent_ms
     FROM silent f JOIN mnara.centre c ON c.centre_key = f.centre_key JOIN mnara.region r ON r.region_key = c.region_key
     WHERE ($3::text[] IS NULL OR r.region_id = ANY($3)) AND ($4::text[] IS NULL OR c.centre_id = ANY($4)) ${group === '' ? '' : `GROUP BY ${group}`}`,
    [from, to, asked.where.regions ?? null, asked.where.centres ?? null],
  );
  for (const row of rows) if (row.silent_ms !== null) cells.at(row).inputs.silentMs = Number(row.silent_ms);
}
