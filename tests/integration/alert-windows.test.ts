import { afterAll, beforeAll, expect, test } from 'vitest';
import { kpiTable } from '#api/kpi/kpi-table.js';
import { type Viewer, WHOLE_NETWORK } from '#domain/access/viewer.js';
import { identityOf } from '#domain/alert/evaluation/labels.js';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import type { KpiDefinition } from '#domain/kpi/catalogue-entry.js';
import type { Database } from '#platform/postgres/database.js';
import type { KpiGroup } from '#store/kpi/kpi-query.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { readWindow } from '#store/kpi/window-kpis.js';
import { NetworkStore } from '#store/network/network-store.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

const QUARTER = 900_000;
const HOUR = 3_600_000;
const ZONE = 'Africa/Nairobi';
const START = Date.UTC(2026, 2, 9, 4);
const WINDOW = 2 * HOUR;
const VIEWER: Viewer = { name: 'test', scope: WHOLE_NETWORK, seesStaff: true, expiresAt: Number.MAX_SAFE_INTEGER };

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
  const { database } = network;
  await applyEvents(database, smallDay(START, 300, 1), START + 24 * HOUR);
  await database.query(
    `INSERT INTO mnara.agent_position (agent_id, outbox_id, centre_key, heartbeat_seconds, last_received_at)
     SELECT 'beating-' || centre_id, 'o', centre_key, 30, $1 FROM mnara.centre WHERE centre_id <> 'C1'`,
    [new Date(START + 3 * HOUR)],
  );
  await database.query(
    `INSERT INTO mnara.agent_silence SELECT 'beating-C3', centre_key, $1, $2 FROM mnara.centre WHERE centre_id = 'C3'`,
    [new Date(START + HOUR), new Date(START + 2 * HOUR)],
  );
  await database.query(
    `INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, open_ms, logged_in_ms, ready_ms,
      serving_ms)
     SELECT centre_key, desk_key, 0, $1, 3600000, 3000000, 2000000, 0 FROM mnara.desk
     ON CONFLICT (centre_key, desk_key, staff_key, bucket) DO NOTHING`,
    [new Date(START + HOUR)],
  );
  await database.query(
    `INSERT INTO mnara.rollup_centre_hour (centre_key, agency_id, bucket, power_down_ms, upstream_down_ms)
     SELECT centre_key, '', $1, 60000, 30000 FROM mnara.centre`,
    [new Date(START + HOUR)],
  );
});
afterAll(() => network?.stop());

const HOURLY = ['desk_states', 'centre_states'];
const GROUPS = {
  network: [],
  region: ['region'],
  centre: ['region', 'centre'],
  service: ['region', 'centre', 'agency', 'service'],
  agency: ['region', 'centre', 'agency'],
} as const satisfies Record<string, readonly KpiGroup[]>;
type Each = keyof typeof GROUPS;

/** A database that counts its statements. */
function counting(database: Database): { readonly database: Database; readonly statements: string[] } {
  const statements: string[] = [];
  const query = (text: string, values?: readonly unknown[]) => {
    statements.push(text);
    return database.query(text, values);
  };
  return { database: { ...database, query } as Database, statements };
}

const local = (at: number): string => new Date(at + 3 * HOUR).toISOString().slice(0, 16);

/** What the API answers for the window that alerting looks at. */
async function ofApi(definition: KpiDefinition, each: Each, at: number): Promise<Map<string, number | null>> {
  const needs = definition.needs(undefined);
  const isSilence = needs.includes('silence');
  const step = needs.some((need) => HOURLY.includes(need)) ? HOUR : QUARTER;
  const to = isSilence ? at : (Math.floor(at / step) + 1) * step;
  const by = GROUPS[each];
  const visible = await new NetworkStore(network.database).directory();
  const period = { from: local(to - WINDOW), to: local(to) };
  const request = {
    ids: [definition.id],
    ...period,
    by,
    where: [],
    exact: false,
    withEmpty: false,
    zone: 'network' as const,
  };
  const store = new KpiStore(network.database);
  const { rows } = await kpiTable(store, request, VIEWER, visible, { smallestCell: 0 }, at);
  return new Map(
    rows
      .map(({ group, values }) => {
        const labels = Object.fromEntries(group.map(({ key, value }) => [`${key}Id`, value]));
        return [identityOf(each, labels), values[0]?.value ?? null] as const;
      })
      .filter(([identity]) => !identity.includes('=unknown')),
  );
}

async function ofAlerting(definition: KpiDefinition, each: Each, at: number): Promise<Map<string, number | null>> {
  const question = { each, where: {}, windowSeconds: WINDOW / 1000, needs: definition.needs(undefined) };
  const reading = await readWindow(new KpiStore(network.database), question, at, ZONE);
  return new Map(
    [...reading].map(([identity, { inputs }]) => [identity, definition.compute(inputs, undefined).value] as const),
  );
}

/**
 * Without what has no data, and without C2: the API puts a centre's periods by its own clock, which is half an hour
 * off.
 */
const known = (figures: ReadonlyMap<string, number | null>): Record<string, number> =>
  Object.fromEntries(
    [...figures].flatMap(([identity, value]) => (value === null || identity.includes('C2') ? [] : [[identity, value]])),
  );

const MOMENTS = [START + 90 * 60_000, START + 2 * HOUR + QUARTER, START + 4 * HOUR + 30 * 60_000];

test.each(Object.keys(GROUPS) as Each[])('alerting reads the figures of the API for each %s', async (each) => {
  let compared = 0;
  for (const definition of KPI_CATALOGUE) {
    const needs = definition.needs(undefined);
    if (needs.includes('idle')) continue;
    const isPlaced = each === 'service' || each === 'agency';
    if (isPlaced && needs.some((need) => HOURLY.includes(need) || need === 'silence')) continue;
    for (const at of MOMENTS) {
      const figures = known(await ofAlerting(definition, each, at));
      expect({ id: definition.id, at, figures }).toEqual({
        id: definition.id,
        at,
        figures: known(await ofApi(definition, each, at)),
      });
      compared += Object.keys(figures).length;
    }
  }
  expect(compared).toBeGreaterThan(100);
});

test('control: another window has other figures', async () => {
  const served = KPI_CATALOGUE.find(({ id }) => id === 'served') as KpiDefinition;
  const [early, late] = [
    await ofAlerting(served, 'centre', START + HOUR),
    await ofApi(served, 'centre', START + 4 * HOUR),
  ];
  expect(known(early)).not.toEqual(known(late));
});

test('a question takes one statement for each table, with only the counts that it needs', async () => {
  const { database, statements } = counting(network.database);
  const needs = ['served', 'wait_ms', 'wait_called', 'wait_abandoned', 'centre_states', 'silence'] as const;
  const question = { each: 'centre', where: {}, windowSeconds: 3600, needs } as const;
  const reading = await readWindow(new KpiStore(database), question, START + 2 * HOUR, ZONE);
  expect(statements).toHaveLength(4);
  expect(statements[0]).toContain('sum(f.served)');
  expect(statements[0]).not.toContain('rating_1');
  expect(reading.get('centre=C3')?.inputs.silentMs).toBe(HOUR);
  expect(reading.get('centre=C1')?.inputs).toMatchObject({ spreads: { wait_called: { kind: 'bins' } } });
});
