import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({
    network: 'tests/cases/files/network.yaml',
    mapping: 'tests/cases/files/decimal-comma/mapping.yaml',
  });
});
afterAll(() => host?.stop());

const DAY = { from: '2024-05-06', to: '2024-05-07' };
const WAITS = ['tickets_issued', 'demand', 'wait_mean', 'service_level:200', 'complete_share', 'served', 'rating_mean'];

test('a file that holds waits only has exact waits, and nothing of it stays open', async () => {
  const text = await caseText('files/decimal-comma/data.csv');
  expect(await host.importingText('waits.csv', text)).toMatchObject({
    eventsAccepted: 6,
    openLegs: { legs: 0, called: 0, rated: 0 },
  });
  const wanted = {
    tickets_issued: 2,
    demand: 2,
    wait_mean: 300,
    'service_level:200': 0.5,
    complete_share: 1,
    served: 0,
    rating_mean: null,
  };
  expect(await host.kpis(WAITS, DAY)).toEqual(wanted);
  expect(await host.kpis(WAITS, { ...DAY, exact: true })).toEqual(wanted);
  const { rows } = await host.database.query('SELECT outcome, closed_at IS NULL AS open FROM mnara.leg');
  expect(rows).toEqual(Array(2).fill({ outcome: 'unfollowed', open: false }));
  expect(await host.verified()).toMatchObject({ ok: true });
});

const RATED = `
mapping: 1
input: { format: csv, timeZone: America/Detroit, clock: true }
every: { centre: { constant: c20 }, visit: { column: id }, service: { constant: ed } }
rows:
  - when: { column: kind, is: end }
    events: [{ kind: service_ended, at: { column: at, format: iso } }]
  - events:
      - { kind: ticket_issued, at: { column: at, format: iso } }
      - { kind: rating_given, at: { column: at, format: iso }, rating: { column: stars } }
`;
const ROWS = 'id,kind,at,stars\nr1,,2024-06-03 09:00,5\nr2,,2024-06-03 10:00,2\nr2,end,2024-06-03 10:05,\n';

test('ratings of legs without an end are named in the report, and count once the mapping says why', async () => {
  const june = { from: '2024-06-03', to: '2024-06-04' };
  expect(await host.importingText('rated.csv', ROWS, 'rated', RATED)).toMatchObject({
    eventsAccepted: 5,
    openLegs: { legs: 1, called: 0, rated: 1 },
  });
  expect(await host.kpis(['ratings', 'rating_mean'], june)).toEqual({ ratings: 1, rating_mean: 2 });

  const declared = RATED.replace('rows:', 'cannotKnow: [end]\nrows:');
  expect(await host.importingText('rated.csv', ROWS, 'rated', declared)).toMatchObject({
    eventsAccepted: 2,
    duplicates: 5,
    openLegs: { legs: 0, called: 0, rated: 0 },
  });
  const wanted = { ratings: 2, rating_mean: 3.5 };
  expect(await host.kpis(['ratings', 'rating_mean'], june)).toEqual(wanted);
  expect(await host.rows('ratings', { ...june, by: ['channel'] })).toEqual({ unknown: 2 });
  expect(await host.verified()).toMatchObject({ ok: true });
});
