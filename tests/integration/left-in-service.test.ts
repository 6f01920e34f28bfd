import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({ network: 'tests/cases/figures/network.yaml', mapping: 'tests/cases/figures/mapping.yaml' });
});
afterAll(() => host?.stop());

const COUNTS = ['demand', 'served', 'not_completed', 'abandoned', 'cancelled', 'no_shows', 'complete_share'];
const DAY = { from: '2026-10-22', to: '2026-10-23', where: [{ key: 'centre', value: 'NBO' }] };

test.each(['abandoned', 'cancelled', 'noshow'])(
  'a customer who leaves during service (%s) is served no longer',
  async (kind) => {
    const before = await host.kpis(COUNTS, DAY);
    const text = (await caseText('figures/01-left-in-service.csv'))
      .replaceAll('H1', `H-${kind}`)
      .replace('abandoned', kind);
    expect(await host.importingText(`${kind}.csv`, text)).toMatchObject({ rejected: 0, rejectedByGateway: 0 });
    const { rows } = await host.database.query(
      `SELECT outcome, closed_at AS "closedAt", service_ms AS "serviceMs" FROM mnara.leg WHERE visit_id = $1`,
      [`H-${kind}`],
    );
    expect(rows).toEqual([
      { outcome: 'not_completed', closedAt: new Date('2026-10-22T09:15:00+03:00'), serviceMs: 600_000 },
    ]);
    const more = (id: string): number => (before[id] ?? 0) + 1;
    expect(await host.kpis(COUNTS, DAY)).toEqual({
      demand: more('demand'),
      served: 0,
      not_completed: more('not_completed'),
      abandoned: 0,
      cancelled: 0,
      no_shows: 0,
      complete_share: 1,
    });
    expect(await host.verified()).toMatchObject({ ok: true });
  },
);
