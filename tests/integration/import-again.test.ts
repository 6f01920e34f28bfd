import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { problemOf } from '#edge-agent/import-report.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({
    network: 'tests/cases/files/network.yaml',
    mapping: 'tests/cases/files/unknown-centre/mapping.yaml',
  });
});
afterAll(() => host?.stop());

async function addCentre(id: string): Promise<void> {
  const path = fileURLToPath(new URL('../cases/files/network.yaml', import.meta.url));
  const source = `${await readFile(path, 'utf8')}  - { id: ${id}, names: { en: New }, region: R1, kind: stationary }\n`;
  const parsed = parseNetwork(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  await applyNetwork(host.database, parsed.network, source, Date.now());
}

test('what the gateway rejected is imported again once the network knows it', async () => {
  const text = await caseText('files/unknown-centre/data.csv');
  const figures = () =>
    host.kpis(['tickets_issued', 'wait_mean', 'service_time_mean'], { from: '2024-05-06', to: '2024-05-07' });
  for (let time = 0; time < 2; time += 1) {
    const report = await host.importingText('data.csv', text);
    expect(report).toMatchObject({
      eventsAccepted: 4,
      duplicates: 0,
      rejectedByGateway: 4,
      gatewayReasons: [{ code: 'unknown_centre', events: 4, message: expect.stringContaining('nocentre') }],
    });
    expect(problemOf(report, 1)).toContain('rejected 4 events');
  }
  expect((await figures())['tickets_issued'] ?? 0).toBe(0);

  await addCentre('nocentre');
  let report = await host.importingText('data.csv', text);
  // The gateway looks for a centre that it does not know at most four times a second.
  while (report.rejectedByGateway > 0) report = await host.importingText('data.csv', text);
  expect(report).toMatchObject({ eventsAccepted: 4, duplicates: 0, gatewayReasons: [] });
  expect(problemOf(report, 0)).toBeUndefined();
  expect(await figures()).toEqual({ tickets_issued: 1, wait_mean: 300, service_time_mean: 600 });

  // Control: what was accepted is recognised.
  expect(await host.importingText('data.csv', text)).toMatchObject({ eventsAccepted: 0, duplicates: 4 });
  expect(await figures()).toEqual({ tickets_issued: 1, wait_mean: 300, service_time_mean: 600 });
  expect(await host.verified()).toMatchObject({ ok: true });
});
