import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({ network: 'tests/cases/figures/network.yaml', mapping: 'tests/cases/figures/mapping.yaml' });
});
afterAll(() => host?.stop());

const STATES = ['staff_login_time', 'serving_time', 'available_time', 'occupancy'];
const where = [
  { key: 'centre', value: 'NBO' },
  { key: 'desk', value: 'D1' },
];
const figuresOf = (from: string, to: string) => host.kpis(STATES, { from, to, where });
const HEAD = 'centre;visit;leg;service;desk;staff;kind;at';

test('two services at one desk at once are served once: state times are a union', async () => {
  const text = await caseText('figures/03-two-customers-at-one-desk.csv');
  await host.importingText('03.csv', text);
  const day = { staff_login_time: 7200, serving_time: 5400, available_time: 1800, occupancy: 0.75 };
  expect(await figuresOf('2026-10-21', '2026-10-22')).toEqual(day);
  expect(await figuresOf('2026-10-21T09:00', '2026-10-21T10:00')).toMatchObject({ serving_time: 3600 });
  expect(await host.verified()).toMatchObject({ ok: true });
  // In any order and again, from another agent.
  const [head = '', ...rows] = text.trim().split('\n');
  await host.importingText('03-again.csv', [head, ...rows.toReversed()].join('\n'), 'again');
  expect(await figuresOf('2026-10-21', '2026-10-22')).toEqual(day);
});

test('a late fact changes a service beside another, and the union follows', async () => {
  const row = (visit: string, kind: string, at: string, staff = 'S1'): string =>
    `NBO;${visit};1;ID;D1;${staff};${kind};2026-10-23T${at}:00+03:00`;
  const state = (kind: string, at: string): string => `NBO;;1;;D1;S1;${kind};2026-10-23T${at}:00+03:00`;
  const importing = (name: string, ...rows: string[]) => host.importingText(name, [HEAD, ...rows].join('\n'));
  await importing(
    'whole.csv',
    state('login', '09:00'),
    row('L1', 'issued', '08:00'),
    row('L1', 'started', '09:00'),
    row('L1', 'ended', '10:00'),
    row('L2', 'issued', '08:00'),
    row('L2', 'started', '09:00'),
    row('L2', 'ended', '10:00'),
    state('logout', '12:00'),
  );
  expect(await figuresOf('2026-10-23', '2026-10-24')).toMatchObject({ serving_time: 3600, available_time: 7200 });
  // The second of two equal services lasted longer, and a third by another officer is inside both.
  await importing('late.csv', row('L2', 'ended', '10:30'));
  await importing('other.csv', row('L3', 'started', '09:30', 'S2'), row('L3', 'ended', '10:40', 'S2'));
  expect(await figuresOf('2026-10-23', '2026-10-24')).toMatchObject({ serving_time: 6000 });
  expect(await host.kpis(['serving_time'], { from: '2026-10-23T10:00', to: '2026-10-23T11:00', where })).toEqual({
    serving_time: 2400,
  });
  expect(await host.verified()).toMatchObject({ ok: true });
});

test('control: a serving time that is a sum is found by the recomputation', async () => {
  await host.database.query('UPDATE mnara.rollup_desk_hour SET serving_ms = serving_ms + 1800000 WHERE serving_ms > 0');
  const { ok, recomputation } = await host.verified();
  expect(ok).toBe(false);
  expect(recomputation?.examples[0]).toMatchObject({ family: 'desk_hour', column: 'serving_ms' });
});
