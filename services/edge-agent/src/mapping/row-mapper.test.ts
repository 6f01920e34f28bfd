import { describe, expect, test } from 'vitest';
import { loadMapping } from './load-mapping.js';
import { RowMapper } from './row-mapper.js';

const HEAD = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi }
`;
const mapper = (rest: string, head = HEAD): RowMapper =>
  new RowMapper(loadMapping(head + rest, 'mapping.yaml'), () => 'secret');
const row = (cells: Record<string, string>): Map<string, string> => new Map(Object.entries(cells));
const faultOf = (source: string): string => {
  try {
    new RowMapper(loadMapping(source, 'mapping.yaml'), () => 'secret');
    return 'no fault';
  } catch (error) {
    return (error as Error).message;
  }
};

const QUEUE = `
moments:
  entered: { date: { column: day, format: dd/mm/yyyy }, time: { column: in, format: 'hh:mm' } }
  left: { date: { column: day, format: dd/mm/yyyy }, time: { column: out, format: 'hh:mm' }, notBefore: entered }
texts:
  officer: { column: officer, pseudonym: true, unknown: ['-'] }
every:
  visit: { join: [{ column: day }, { column: no }], with: '#' }
  segment:
    gender: { column: sex, map: { F: female, M: male }, otherwise: unknown }
    rural: { column: rural, map: { '1': rural, '0': urban } }
rows:
  - when: { column: status, is: DONE }
    events:
      - { kind: ticket_issued, at: entered }
      - { kind: service_ended, at: left, staff: officer, quantity: { column: count } }
      - { kind: rating_given, at: left, rating: { column: stars }, when: { column: stars, above: 0 } }
  - when: { column: status, in: [TEST, DEMO] }
    count: test_tickets
defects:
  - { name: crosses_midnight, when: { from: entered, to: left, onDifferentDays: true } }
  - { name: long, when: { from: entered, to: left, above: 3600 } }
  - { name: overlap, overlaps: { of: officer, from: entered, to: left } }
`;
const cells = {
  day: '31/12/2025',
  in: '23:50',
  out: '00:10',
  no: '7',
  officer: 'Wanjiru',
  sex: 'F',
  rural: '',
  status: 'DONE',
  count: '2',
  stars: '0',
};

describe('RowMapper', () => {
  test('maps times after midnight, segments, pseudonyms and conditions; only the first event has defects', () => {
    const mapped = mapper(QUEUE).map(row(cells));
    if (mapped.kind !== 'events') throw new Error(JSON.stringify(mapped));
    expect(mapped.defects).toEqual(['crosses_midnight']);
    expect(mapped.events).toMatchObject([
      {
        fact: { case: 'ticketIssued' },
        occurredAtMs: Date.UTC(2025, 11, 31, 20, 50),
        visitId: '31/12/2025#7',
        segment: { gender: 'female' },
        defects: ['crosses_midnight'],
      },
      { fact: { case: 'serviceEnded', value: { quantity: 2 } }, occurredAtMs: Date.UTC(2025, 11, 31, 21, 10) },
    ]);
    expect(mapped.events[1]?.staff).toMatch(/^[\w-]{16}$/);
    expect(mapped.events[1]?.staff).not.toContain('Wanjiru');
    expect(mapped.events[1]?.defects).toBeUndefined();
    expect(mapped.events[0]?.segment).not.toHaveProperty('rural');
  });

  test('gives the same name the same pseudonym, and another one with another secret', () => {
    const staff = (secret: string): unknown => {
      const mapped = new RowMapper(loadMapping(HEAD + QUEUE, 'm'), () => secret).map(row(cells));
      return mapped.kind === 'events' && mapped.events[1]?.staff;
    };
    expect(staff('a')).toBe(staff('a'));
    expect(staff('a')).not.toBe(staff('b'));
  });

  test('finds overlaps of the same owner only', () => {
    const made = mapper(QUEUE);
    const defects = (change: object): readonly string[] => {
      const mapped = made.map(row({ ...cells, in: '10:00', out: '10:30', ...change }));
      return mapped.kind === 'rejected' ? [mapped.reason] : mapped.defects;
    };
    expect(defects({})).toEqual([]);
    expect(defects({ in: '10:30', out: '10:40' })).toEqual([]);
    expect(defects({ in: '10:20', out: '12:00' })).toEqual(['long', 'overlap']);
    expect(defects({ officer: 'Otieno' })).toEqual([]);
    expect(defects({ officer: '-' })).toEqual([]);
  });

  test.each([
    [{ status: 'TEST' }, { kind: 'skipped', reason: 'test_tickets' }],
    [{ status: 'NEW' }, { kind: 'rejected', code: 'no_rule' }],
    [
      { day: '31/02/2025' },
      { kind: 'rejected', code: 'bad_date', reason: '"31/02/2025" is not a date in the format dd/mm/yyyy.' },
    ],
    [{ in: '48:00' }, { kind: 'rejected', code: 'bad_time' }],
    [
      { count: 'two' },
      { kind: 'rejected', code: 'not_a_number', reason: 'Column "count" has "two", which is not a number.' },
    ],
    [{ count: '1.5' }, { kind: 'rejected', code: 'not_a_number' }],
    [
      { rural: 'X' },
      { kind: 'rejected', code: 'unknown_value', reason: 'Column "rural" has "X", which the mapping does not list.' },
    ],
  ])('%j becomes %j', (change, wanted) => {
    expect(mapper(QUEUE).map(row({ ...cells, ...change }))).toMatchObject(wanted);
  });

  test('notes a row without a fact with its centre, time and defects', () => {
    const noting = (more: string) =>
      mapper(
        `rows: [{ when: { column: status, is: TEST }, count: test_tickets${more} }, { events: [{ kind: power_down,
          when: { column: status, is: DOWN }, at: seen }] }]`,
        `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi }
moments: { seen: { column: at, format: iso } }
every: { centre: { column: centre }, visit: { column: ticket } }
defects: [{ name: no_ticket, when: { column: ticket, isEmpty: true } }]
`,
      );
    const cells = { status: 'TEST', at: '2026-01-05T06:00:00Z', centre: 'C1', ticket: 'A1' };
    const noted = noting(', at: seen');
    expect(noted.map(row(cells))).toMatchObject({
      kind: 'skipped',
      reason: 'test_tickets',
      note: {
        occurredAtMs: Date.UTC(2026, 0, 5, 6),
        centreId: 'C1',
        defects: [],
        fact: { case: 'sourceRowNoted', value: { rowId: 'A1', reason: 'test_tickets' } },
      },
    });
    const anonymous = noted.map(row({ ...cells, ticket: '' }));
    expect(anonymous).toMatchObject({
      note: { defects: ['no_ticket'], fact: { value: { rowId: expect.stringMatching(/^[\w-]{43}$/) } } },
    });
    expect(noted.map(row({ ...cells, ticket: '' }))).toEqual(anonymous);
    expect(noted.map(row({ ...cells, status: 'UP' }))).toMatchObject({ reason: 'no_event', note: { centreId: 'C1' } });
    expect(noting('').map(row(cells))).toMatchObject({ kind: 'skipped', reason: 'test_tickets', note: undefined });
    expect(noted.map(row({ ...cells, at: 'today' }))).toMatchObject({ kind: 'skipped', note: undefined });
  });

  test('calculates times correctly on a day of 23 hours', () => {
    const made = mapper(
      'rows: [{ events: [{ kind: power_down, at: { date: { column: d, format: yymmdd }, time: { column: t, ' +
        'format: h:mm:ss } } }] }]',
      '\nmapping: 1\ninput: { format: csv, timeZone: Asia/Jerusalem }\n',
    );
    const at = (d: string, t: string): number => {
      const mapped = made.map(row({ d, t }));
      return mapped.kind === 'events' ? (mapped.events[0]?.occurredAtMs ?? 0) : 0;
    };
    expect(at('990402', '12:00:00') - at('990401', '12:00:00')).toBe(23 * 3600 * 1000);
    expect(new Date(at('990401', '12:00:00')).toISOString()).toBe('1999-04-01T10:00:00.000Z');
    expect(new Date(at('690101', '0:00:00')).getUTCFullYear()).toBe(2068);
  });
});

describe('a mapping that cannot be used is rejected with the place and the reason', () => {
  test.each([
    [`${HEAD}rows: []`, /line 4: rows: /],
    [`${HEAD}rows: [{ count: x }]\nspeed: 9`, /Unrecognized key: "speed"/],
    [`${HEAD}rows: [{ events: [{ kind: ticket_isued, at: x }] }]`, /line 4: rows\.0.*ticket_issued/s],
    [
      `${HEAD}rows: [{ events: [{ kind: ticket_issued, at: nowhen }] }]`,
      /uses the moment "nowhen", but moments has only: none/,
    ],
    [
      `${HEAD}moments: { a: b, b: a }\nrows: [{ events: [{ kind: ticket_issued, at: a }] }]`,
      /moment "a" refers to itself/,
    ],
    [HEAD.replace('Africa/Nairobi', 'Nairobi').concat('rows: [{ count: x }]'), /"Nairobi" is not an IANA time zone/],
    [`${HEAD}rows: [{ when: { column: a }, count: x }]`, /tests nothing/],
    ['mapping: 1\n  input: [', /not valid YAML; fix these errors:\n {2}line 1: .*line 2: /s],
  ])('%j', (source, wanted) => {
    expect(faultOf(source)).toMatch(wanted);
  });
});
