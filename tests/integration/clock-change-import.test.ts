import { Settings } from 'luxon';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({
    network: 'tests/cases/files/network.yaml',
    mapping: 'tests/cases/files/dst-fallback/mapping.yaml',
  });
});
afterAll(() => host?.stop());
afterEach(() => {
  Settings.now = () => Date.now();
});

const figures = () =>
  host.kpis(['tickets_issued', 'wait_mean', 'service_time_mean'], { from: '2024-11-03', to: '2024-11-04' });

/** Imports with the computer's clock in another season. */
async function importing(now: number, file: string, agentId: string) {
  Settings.now = () => now;
  return host.importingText(file, await caseText(`files/dst-fallback/${file}`), agentId);
}

test('a file with times that come twice gives the same facts in every season', async () => {
  const wanted = { tickets_issued: 1, wait_mean: 2400, service_time_mean: 6000 };
  expect(await importing(Date.UTC(2026, 6, 1), 'data-one-row.csv', 'july')).toMatchObject({
    eventsAccepted: 4,
    defects: { repeated_local_time: 1 },
  });
  expect(await figures()).toEqual(wanted);
  expect(await importing(Date.UTC(2026, 10, 30), 'data-one-row.csv', 'july')).toMatchObject({
    eventsAccepted: 0,
    duplicates: 4,
  });
  // Another agent knows nothing of the first import: the server finds that the facts are the same.
  await importing(Date.UTC(2026, 10, 3, 5, 30), 'data-one-row.csv', 'november');
  expect(await figures()).toEqual(wanted);
  const { rows } = await host.database.query('SELECT defect, n::int AS n FROM mnara.data_quality ORDER BY 1');
  expect(rows).toEqual([{ defect: 'repeated_local_time', n: 1 }]);
  expect(await host.verified()).toMatchObject({ ok: true });
});

test('the order within a visit decides where the earlier time would be before an earlier event', async () => {
  const text = (await caseText('files/dst-fallback/data.csv')).replace(/^(\d)/gm, 'order-$1');
  await host.importingText('order.csv', text, 'order');
  const { rows } = await host.database.query(
    `SELECT visit_id AS id, wait_ms / 1000 AS wait, service_ms / 1000 AS service FROM mnara.leg
     WHERE visit_id LIKE 'order-%' ORDER BY 1`,
  );
  expect(rows).toEqual([
    { id: 'order-1', wait: 900, service: 900 },
    { id: 'order-2', wait: 2400, service: 6000 },
  ]);
});
