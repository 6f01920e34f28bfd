import { describe, expect, test } from 'vitest';
import type { Viewer } from '#domain/access/viewer.js';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { Directory } from '#store/network/directory.js';
import { planKpis, type TableRequest } from './kpi-plan.js';
import { kpiSize, refuseTooLarge } from './kpi-size.js';

const CENTRES = 55;
const DESKS = 10;
const names = { en: 'x' };
const numbered = (prefix: string, length: number): string[] =>
  Array.from({ length }, (_, index) => `${prefix}${index + 1}`);
const services = numbered('S', 6).map((id, index) => ({
  id,
  names,
  agencyId: index < 4 ? 'A1' : 'A2',
  targetSeconds: null,
  shortestSeconds: null,
}));
const NETWORK = new Directory(
  { id: 'N', names, timeZone: 'Africa/Nairobi', serviceLevelTarget: 0.9, satisfactionTarget: 0.95 },
  numbered('R', 11).map((id) => ({ id, names, tileRow: null, tileColumn: null, tileLabel: null })),
  numbered('C', CENTRES).map((id, index) => ({
    id,
    regionId: `R${(index % 11) + 1}`,
    names,
    kind: 'stationary',
    latitude: null,
    longitude: null,
    calendar: { timeZone: 'Africa/Nairobi', hours: {}, holidays: new Set<string>() },
    serviceIds: services.map((service) => service.id),
    desks: numbered('D', DESKS).map((desk) => ({ id: desk, names, serviceIds: [] })),
  })),
  services,
  numbered('A', 2).map((id) => ({ id, names })),
);
const VIEWER: Viewer = { name: 'test', scope: { kind: 'network' }, seesStaff: true, expiresAt: 0 };
const EVERY = KPI_CATALOGUE.filter(({ isDistribution }) => isDistribution !== true).map(({ id }) => id);
const YEAR = { from: '2025-01-01', to: '2026-01-01' };

function plan(request: Partial<TableRequest>) {
  const whole = { ids: ['served'], ...YEAR, by: [], where: [], exact: false, withEmpty: true };
  return planKpis({ ...whole, ...request }, VIEWER, NETWORK);
}
const sizeOf = (request: Partial<TableRequest>) => kpiSize(plan(request), NETWORK);
const refuse = (request: Partial<TableRequest>) => (): void => refuseTooLarge(plan(request), sizeOf(request));

describe('the size of a table', () => {
  test.each([
    [{ by: [] }, 1],
    [{ by: ['month', 'region'] }, 12 * 11],
    [{ by: ['day', 'centre'] }, 365 * 55],
    [{ by: ['centre', 'region'] }, 55],
    [{ by: ['centre', 'service'] }, 55 * 6],
    [{ by: ['centre', 'agency'] }, 55 * 2],
    [{ by: ['agency', 'service'] }, 6],
    [{ by: ['desk', 'centre'] }, 550],
    [{ by: ['desk'], where: [{ key: 'centre', values: ['C3'] }] }, 10],
    [{ by: ['centre'], where: [{ key: 'region', values: ['R1'] }] }, 5],
    [{ by: ['region'], where: [{ key: 'centre', values: ['C1'] }] }, 1],
    [{ by: ['service'], where: [{ key: 'agency', values: ['A2'] }] }, 2],
    [{ by: ['month'], split: 'gender' }, 12 * 4],
    [{ by: ['day_of_week', 'hour_of_day'] }, 168],
  ] satisfies [Partial<TableRequest>, number][])('%j has %i rows', (request, rows) => {
    expect(sizeOf({ ids: ['served', 'wait_mean'], ...request })).toMatchObject({ rows, figures: 2 * rows });
  });

  test('the question that ended the server is refused with its number and what to ask instead', () => {
    const where = [{ key: 'centre', values: ['C1'] }];
    const figures = (35_040 * EVERY.length).toLocaleString('en');
    expect(refuse({ ids: EVERY, by: ['quarter_hour'], where })).toThrow(
      `This asks for 35,040 quarter hours x ${EVERY.length} KPIs = ${figures} figures in 35,040 rows; ` +
        'at most 200,000 figures in 50,000 rows are answered at once. Ask for fewer KPIs (at most 5 with these ' +
        'rows), or for a shorter period, or for longer steps (by day instead of by hour or quarter hour).',
    );
    expect(refuse({ ids: EVERY.slice(0, 5), by: ['quarter_hour'], where })).not.toThrow();
  });

  test.each([
    [{ by: ['quarter_hour', 'centre'] }, 'fewer places'],
    [{ by: ['staff', 'day', 'hour_of_day'] }, 'fewer places'],
    [{ by: ['centre', 'day'], split: 'ethnicity' }, 'no split'],
    [{ by: ['centre', 'day'], ids: EVERY }, 'longer steps (by month instead of by day)'],
  ] satisfies [Partial<TableRequest>, string][])('%j is refused and the message says: %s', (request, way) => {
    expect(refuse(request)).toThrow(way);
  });

  test('a distribution counts as the numbers that it has', () => {
    const ids = ['served', 'wait_distribution'];
    expect(sizeOf({ ids, by: ['day', 'centre'] }).figures).toBe(365 * 55 * 31);
    expect(refuse({ ids, by: ['day', 'centre'] })).toThrow('2 KPIs, with 30 figures of each distribution, = 622,325');
    expect(refuse({ ids, by: ['month', 'centre'] })).not.toThrow();
  });

  test('what an evaluator usually asks is allowed', () => {
    for (const by of [
      ['month', 'centre'],
      ['week', 'region'],
      ['month', 'service'],
      ['hour_of_day', 'day_of_week'],
    ])
      expect(refuse({ ids: EVERY, by: by as TableRequest['by'] })).not.toThrow();
    expect(refuse({ by: ['day', 'centre'] })).not.toThrow();
  });
});

describe('bad input', () => {
  test.each([
    [{ from: '2026-02-31', to: '2026-03-02' }, 'BAD_DATE', 'from "2026-02-31" is not a date of the calendar'],
    [{ from: '0000-01-01' }, 'BAD_DATE', 'is before 1970-01-01'],
    [{ from: '1969-12-31T23:45' }, 'BAD_DATE', 'is before 1970-01-01'],
    [{ from: '1e300' }, 'BAD_DATE', 'is not a date of the calendar'],
    [{ from: '2025-01-01\u0000' }, 'BAD_DATE', 'is not a date of the calendar'],
    [{ to: '2025-01-01' }, 'BAD_PERIOD', 'The period is empty'],
    [{ ids: ['service_level:1e300'] }, 'UNKNOWN_KPI', 'is not a number of seconds'],
    [{ where: [{ key: 'desk', values: ['D\u0000'] }] }, 'BAD_FILTER', 'has a control character'],
  ] as [Partial<TableRequest>, string, string][])('%j is refused: %s', (request, code, message) => {
    expect(() => plan(request)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});
