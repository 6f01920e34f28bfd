import { Settings } from 'luxon';
import { afterEach, describe, expect, test } from 'vitest';
import { loadMapping } from './load-mapping.js';
import { VisitOrder } from './local-doubts.js';
import { RowMapper } from './row-mapper.js';

const HEAD = 'mapping: 1\ninput: { format: csv, timeZone: America/Detroit, clock: true }\n';
const STAMP = (column: string): string => `{ column: ${column}, format: "yyyy-LL-dd HH:mm:ss" }`;
const PAIR = (column: string): string =>
  `{ date: { column: day, format: yyyy-mm-dd }, time: { column: ${column}, format: "hh:mm:ss" } }`;
const ISO = (column: string): string => `{ column: ${column}, format: iso }`;

const mapperOf = (at: (column: string) => string, rest = ''): RowMapper =>
  new RowMapper(
    loadMapping(
      `${HEAD}every: { visit: { column: id }, service: { constant: s } }
rows:
  - events:
      - { kind: ticket_issued, at: ${at('issued')} }
      - { kind: ticket_called, at: ${at('called')} }
      - { kind: service_ended, at: ${at('ended')}, outcome: served }
${rest}`,
      'mapping.yaml',
    ),
    () => 'secret',
  );

const FORMS = [
  { form: 'one column', at: STAMP, cell: (day: string, time: string) => `${day} ${time}` },
  { form: 'two columns', at: PAIR, cell: (_day: string, time: string) => time },
  { form: 'ISO', at: ISO, cell: (day: string, time: string) => `${day}T${time}` },
];
const SEASONS = [Date.UTC(2026, 6, 1), Date.UTC(2026, 10, 3, 5, 30), Date.UTC(2026, 0, 1)];

afterEach(() => {
  Settings.now = () => Date.now();
});

/** Seconds from each event to the next, and the defects. */
function steps(mapper: RowMapper, cells: Record<string, string>, order?: VisitOrder) {
  const mapped = mapper.map(new Map(Object.entries(cells)), order);
  if (mapped.kind !== 'events') throw new Error(JSON.stringify(mapped));
  const at = mapped.events.map(({ occurredAtMs }) => occurredAtMs);
  return { at, seconds: at.slice(1).map((one, index) => (one - (at[index] ?? 0)) / 1000), defects: mapped.defects };
}

describe.each(SEASONS)('with the clock of the computer at %i', (now) => {
  describe.each(FORMS)('in $form', ({ at, cell }) => {
    const row = (day: string, issued: string, called: string, ended: string) => {
      Settings.now = () => now;
      return steps(mapperOf(at), {
        id: '1',
        day,
        issued: cell(day, issued),
        called: cell(day, called),
        ended: cell(day, ended),
      });
    };

    test('a time that comes twice is the earlier one', () => {
      expect(row('2024-11-03', '00:50:00', '01:30:00', '02:10:00')).toMatchObject({
        seconds: [2400, 6000],
        defects: ['repeated_local_time'],
      });
    });

    test('unless the order within the visit says that it is the later one', () => {
      expect(row('2024-11-03', '01:50:00', '01:05:00', '01:20:00')).toMatchObject({
        seconds: [900, 900],
        defects: ['repeated_local_time'],
      });
    });

    test('a time that never comes lies as long after the change as it is inside the gap', () => {
      const { at: moments, defects } = row('2024-03-10', '01:50:00', '02:30:00', '03:40:00');
      expect(moments[1]).toBe(Date.UTC(2024, 2, 10, 7, 30));
      expect(defects).toEqual(['skipped_local_time']);
    });

    test('another time of such a day, and any other day, is what it says', () => {
      expect(row('2024-11-03', '09:00:00', '09:10:00', '09:30:00')).toMatchObject({
        seconds: [600, 1200],
        defects: [],
      });
      expect(row('2024-07-03', '09:00:00', '09:10:00', '09:30:00').at[0]).toBe(Date.UTC(2024, 6, 3, 13));
    });
  });
});

test('a time with its offset is taken at its word', () => {
  const cells = {
    id: '1',
    issued: '2024-11-03T01:50:00-05:00',
    called: '2024-11-03T01:55:00-05:00',
    ended: '2024-11-03T07:00:00Z',
  };
  expect(steps(mapperOf(ISO), cells)).toEqual({
    at: [Date.UTC(2024, 10, 3, 6, 50), Date.UTC(2024, 10, 3, 6, 55), Date.UTC(2024, 10, 3, 7)],
    seconds: [300, 300],
    defects: [],
  });
});

test('a condition between two moments reads them in their order', () => {
  const mapper = mapperOf(
    STAMP,
    `moments: { in: ${STAMP('issued')}, out: ${STAMP('called')} }
defects: [{ name: negative_wait, when: { from: in, to: out, below: 0 } }]`,
  );
  const day = '2024-11-03';
  expect(
    steps(mapper, { id: '1', issued: `${day} 01:50:00`, called: `${day} 01:05:00`, ended: `${day} 01:20:00` }).defects,
  ).toEqual(['repeated_local_time']);
});

describe('a file with one event a row', () => {
  const mapper = new RowMapper(
    loadMapping(
      `${HEAD}every: { visit: { column: id } }
rows:
  - when: { column: kind, is: issued }
    events: [{ kind: ticket_issued, at: ${STAMP('at')} }]
  - events: [{ kind: ticket_called, at: ${STAMP('at')} }]
`,
      'mapping.yaml',
    ),
    () => 'secret',
  );
  const reading = (): number[] => {
    const order = new VisitOrder();
    const rows = [
      ['A', 'issued', '01:50:00'],
      ['B', 'issued', '01:20:00'],
      ['A', 'called', '01:05:00'],
    ];
    return rows.flatMap(
      ([id = '', kind = '', at = '']) => steps(mapper, { id, kind, at: `2024-11-03 ${at}` }, order).at,
    );
  };

  test('goes by the order of each visit, and gives the same when it is read again', () => {
    const first = reading();
    expect(first.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '05:50',
      '05:20',
      '06:05',
      // No rule ends a leg, so that the call is the last fact of it.
      '06:05',
    ]);
    expect(reading()).toEqual(first);
  });
});
