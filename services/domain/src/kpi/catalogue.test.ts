import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remarkText } from '../remark/remark-text.js';
import { KPI_CATALOGUE, parseKpi } from './catalogue.js';
import { type KpiInputs, type KpiResult, NO_DATA, NO_INPUTS, type Spread } from './compute.js';
import { COUNT_INDEX, COUNTS, type CountName, MEASURES } from './counts.js';
import { BIN_ERROR, binOf } from './histogram.js';

const counts = (given: Partial<Record<CountName, number>>): KpiInputs => {
  const vector = new Array<number>(COUNTS.length).fill(0);
  for (const [name, n] of Object.entries(given)) vector[COUNT_INDEX[name as CountName]] = n;
  return { ...NO_INPUTS, counts: vector, bookings: vector };
};
const exact = (...seconds: number[]): Spread => ({
  kind: 'exact',
  cells: [...new Set(seconds)]
    .sort((a, b) => a - b)
    .map((value) => [value * 1000, seconds.filter((other) => other === value).length]),
});
const bins = (...seconds: number[]): Spread => ({
  kind: 'bins',
  cells: [...new Set(seconds.map((value) => binOf(value * 1000)))]
    .sort((a, b) => a - b)
    .map((bin) => [bin, seconds.filter((value) => binOf(value * 1000) === bin).length]),
});

/**
 * Ten legs calculated by hand: seven served or started (waits 0, 0, 10, 20, 30, 40 s, one unknown), one no-show (wait
 * 50 s), two who left (5 and 65 s). Demand is 10, of which 9 waits are known: 0 0 5 10 20 30 40 50 65, sum 220.
 */
const LEGS = {
  ...counts({
    visits: 9,
    tickets_issued: 12,
    demand_started: 7,
    no_shows: 1,
    abandoned: 2,
    cancelled: 3,
    voided: 4,
    called_legs: 8,
    recalls: 6,
    wait_n: 9,
    wait_ms: 220_000,
    served_wait_n: 7,
    served_wait_ms: 150_000,
    queued_wait_n: 7,
    queued_wait_ms: 220_000,
    within_target: 5,
    target_n: 8,
    ended: 7,
    served: 5,
    not_completed: 1,
    transferred: 1,
    transactions: 9,
    service_n: 4,
    service_ms: 1_000_000,
    hold_n: 2,
    hold_ms: 90_000,
    walk_n: 6,
    walk_ms: 120_000,
    quick_closes: 1,
    visit_n: 3,
    visit_ms: 3_600_000,
    rating_1: 1,
    rating_2: 0,
    rating_3: 1,
    rating_4: 1,
    rating_5: 1,
    closed_legs: 20,
    complete_legs: 15,
    // Two of the nine visits are booked; the waits of their legs: 0 and 20 s.
    booked_visits: 2,
    booked_leg_wait_n: 2,
    booked_leg_wait_ms: 20_000,
    // Twenty appointments: 4 cancelled, 10 arrived (2 early, 5 in time, 2 late, one without a known time), 4 missed
    // (one of them by derivation), 2 still to come.
    bookings: 20,
    bookings_cancelled: 4,
    bookings_arrived: 10,
    bookings_early: 2,
    bookings_on_time: 5,
    bookings_late: 2,
    bookings_missed: 4,
    bookings_missed_derived: 1,
    bookings_served: 8,
    bookings_served_offered: 6,
    booked_calls_due: 6,
    booked_calls_punctual: 4,
    booked_wait_n: 8,
    booked_wait_ms: 1_200_000,
    lead_n: 12,
    lead_ms: 12 * 86_400_000,
    slots_offered: 24,
  }),
  spreads: {
    wait_called: exact(0, 0, 10, 20, 30, 40, 50),
    wait_abandoned: exact(5, 65),
    service_time: exact(100, 200, 300, 400),
    visit_time: exact(600, 1200, 1800),
  },
  deskMs: {
    open_ms: 7_200_000,
    logged_in_ms: 6_000_000,
    serving_ms: 3_000_000,
    available_ms: 1_000_000,
    wrap_up_ms: 0,
    break_ms: 600_000,
    back_office_ms: 60_000,
  },
  centreMs: { powerDown: 30_000, upstreamDown: 45_000 },
  silentMs: 90_000,
  idleMs: 12_000,
} satisfies KpiInputs;

const tally = (n: number, complete: number | null = 1): Partial<KpiResult> => ({ value: n, n, d: null, complete });
const ratio = (n: number, d: number, complete: number | null = 1): Partial<KpiResult> => ({
  value: n / d,
  n,
  d,
  complete,
});
const rank = (value: number, n: number, complete: number): Partial<KpiResult> => ({ value, n, d: n, complete });
const seconds = (value: number): Partial<KpiResult> => ({ value, n: value, d: null, complete: null });

const CASES: readonly [asked: string, result: Partial<KpiResult>][] = [
  ['visits', tally(9)],
  ['tickets_issued', tally(12)],
  ['demand', tally(10)],
  ['served', tally(5)],
  ['not_completed', tally(1)],
  ['no_shows', tally(1)],
  ['abandoned', tally(2)],
  ['cancelled', tally(3)],
  ['voided', tally(4)],
  ['transferred', tally(1)],
  ['recalls', tally(6)],
  ['transactions', tally(9)],
  ['abandonment_rate', ratio(2, 10)],
  ['no_show_rate', ratio(1, 8)],
  ['transfer_rate', ratio(1, 7)],
  ['wait_mean', ratio(220, 9, 0.9)],
  ['wait_p50', rank(20, 9, 0.9)],
  ['wait_p90', rank(53, 9, 0.9)],
  ['wait_p95', rank(59, 9, 0.9)],
  ['wait_max', rank(65, 9, 0.9)],
  ['served_wait_mean', ratio(150, 7, 7 / 8)],
  ['served_wait_p50', rank(20, 7, 7 / 8)],
  ['served_wait_p90', rank(44, 7, 7 / 8)],
  ['served_wait_p95', rank(47, 7, 7 / 8)],
  // Over 5 10 20 30 40 50 65.
  ['queued_wait_mean', ratio(220, 7, 0.9)],
  ['queued_wait_p50', rank(30, 7, 0.9)],
  ['queued_wait_p90', rank(56, 7, 0.9)],
  ['queued_wait_p95', rank(60.5, 7, 0.9)],
  ['wait_distribution', { ...tally(9, 0.9), bins: expect.arrayContaining([{ from: 0, to: 0, n: 2 }]) }],
  ['service_level', ratio(5, 8, 0.9)],
  ['service_level:0', ratio(2, 10, 0.9)],
  ['service_level:20', ratio(4, 10, 0.9)],
  ['service_level:90', ratio(7, 10, 0.9)],
  ['visit_time_mean', ratio(3600, 3, 0.5)],
  ['visit_time_p90', rank(1680, 3, 0.5)],
  ['visit_time_distribution', { ...tally(3, 0.5), bins: expect.any(Array) }],
  ['walk_mean', ratio(120, 6, 6 / 7)],
  ['service_time_mean', ratio(1000, 4, 0.8)],
  ['service_time_p50', rank(250, 4, 0.8)],
  ['service_time_p90', rank(370, 4, 0.8)],
  ['service_time_distribution', { ...tally(4, 0.8), bins: expect.any(Array) }],
  ['hold_mean', ratio(90, 2)],
  ['quick_close_rate', ratio(1, 5, 0.8)],
  ['desk_open_time', seconds(7200)],
  ['staff_login_time', seconds(6000)],
  ['serving_time', seconds(3000)],
  ['available_time', seconds(1000)],
  ['break_time', seconds(600)],
  ['back_office_time', seconds(60)],
  ['transactions_per_desk_hour', ratio(9, 2, null)],
  ['occupancy', ratio(3000, 4000, null)],
  ['idle_while_waiting_time', seconds(12)],
  ['ratings', { ...tally(4, 0.8), distribution: [1, 0, 1, 1, 1] }],
  ['rating_distribution', { ...tally(4, 0.8), distribution: [1, 0, 1, 1, 1] }],
  ['rating_mean', { ...ratio(13, 4, 0.8), distribution: [1, 0, 1, 1, 1] }],
  ['rating_response_rate', ratio(4, 5)],
  ['satisfaction', { ...ratio(2, 4, 0.8), distribution: [1, 0, 1, 1, 1] }],
  ['complete_share', ratio(15, 20)],
  ['upstream_down_time', seconds(45)],
  ['power_down_time', seconds(30)],
  ['agent_silent_time', seconds(90)],
  ['booked_share', ratio(2, 9)],
  ['bookings', tally(20)],
  ['bookings_missed', tally(4)],
  ['booking_no_show_rate', ratio(4, 14, 13 / 14)],
  ['booking_cancel_rate', ratio(4, 20)],
  ['booking_lead_mean', ratio(12 * 86_400, 12, 12 / 16)],
  ['customer_punctuality', ratio(7, 9, 9 / 10)],
  ['early_arrival_rate', ratio(2, 9, 9 / 10)],
  ['centre_punctuality', ratio(4, 6, 6 / 7)],
  ['booked_wait_mean', ratio(1200, 8, 8 / 10)],
  // 220 - 20 seconds over 9 - 2 waits.
  ['walk_in_wait_mean', ratio(200, 7, 0.9)],
  ['booking_served_rate', ratio(8, 16)],
  ['slot_use', ratio(6, 24)],
];

const read = (asked: string) => {
  const kpi = parseKpi(asked);
  if ('fault' in kpi) throw new Error(kpi.fault.code);
  return kpi;
};
const compute = (asked: string, inputs: KpiInputs): KpiResult => {
  const { definition, parameter } = read(asked);
  return definition.compute(inputs, parameter);
};

test.each(CASES)('%s of ten legs, calculated by hand', (asked, expected) => {
  const { value, ...rest } = compute(asked, LEGS);
  const { value: expectedValue, ...others } = expected;
  expect(value).toBeCloseTo(expectedValue ?? Number.NaN, 9);
  expect(rest).toMatchObject({ ...others, errorBound: 0, noData: false });
});

test('a distribution has every duration in one bin, which holds it', () => {
  const { bins = [] } = compute('wait_distribution', LEGS);
  expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(9);
  for (const wait of [5, 10, 20, 30, 40, 50, 65])
    expect(bins.filter(({ from, to }) => from <= wait && wait < to)).toHaveLength(1);
  expect(compute('wait_distribution', NO_INPUTS)).toMatchObject({ noData: true, value: null });
});

test('every KPI of the catalogue has a case', () => {
  const tested = new Set(CASES.map(([asked]) => asked.split(':')[0]));
  expect(KPI_CATALOGUE.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});

test('without data every KPI reports no data, not 0', () => {
  for (const { definition } of KPI_CATALOGUE.map(({ id }) => read(id)))
    expect({ id: definition.id, ...definition.compute(NO_INPUTS, undefined) }).toEqual({
      id: definition.id,
      ...NO_DATA,
    });
});

test('legs without a single answer have no rating, but a response rate of 0', () => {
  const silent = counts({ served: 3, ended: 3 });
  expect(compute('rating_mean', silent)).toEqual(NO_DATA);
  expect(compute('rating_response_rate', silent)).toMatchObject({ value: 0, n: 0, d: 3, noData: false });
});

test('from bins a percentile is within its bound, zeros are exact, and a service level reports its uncertain share', () => {
  const waits = [0, 0, 10, 20, 30, 40, 50, 5, 65];
  const inputs: KpiInputs = {
    ...LEGS,
    spreads: { wait_called: bins(...waits.slice(0, 7)), wait_abandoned: bins(5, 65) },
  };
  for (const asked of ['wait_p50', 'wait_p90', 'wait_p95', 'queued_wait_p50']) {
    const exactly = compute(asked, LEGS).value ?? Number.NaN;
    const { value, errorBound } = compute(asked, inputs);
    expect(errorBound).toBe(BIN_ERROR);
    expect(Math.abs((value ?? 0) - exactly) / exactly).toBeLessThanOrEqual(errorBound);
  }
  const level = compute('service_level:21', inputs);
  // 20 s lies in the bin from 20 to 22 s: half of it counts, all of it is uncertain.
  expect(level).toMatchObject({ value: 0.35, n: 3.5, d: 10, errorBound: 0.1 });
  expect(Math.abs((level.value ?? 0) - (compute('service_level:21', LEGS).value ?? 0))).toBeLessThanOrEqual(
    level.errorBound,
  );
  const most = compute('wait_max', inputs);
  expect(most.value).toBeGreaterThanOrEqual(65);
  expect((most.value ?? 0) * (1 - most.errorBound)).toBeLessThanOrEqual(65);
});

test.each([
  ['nonsense', 'There is no KPI "nonsense"'],
  ['wait_p99', 'did you mean wait_mean, wait_p50'],
  ['served:60', 'served takes no parameter'],
  ['service_level:soon', 'write for example service_level:60'],
  ['service_level:-1', 'write for example service_level:60'],
  ['service_level:60:60', 'write for example service_level:60'],
])('%s is rejected, and the message says how to fix it', (asked, fix) => {
  const kpi = parseKpi(asked);
  expect('fault' in kpi && remarkText(kpi.fault, 'en')).toContain(fix);
});

test.each(KPI_CATALOGUE.map((definition) => [definition.id, definition] as const))(
  '%s has its formula in every language of the screens',
  (_id, { names, definition }) => {
    for (const words of [names, definition])
      for (const text of [words.en, words.sw]) expect(text.trim().length).toBeGreaterThan(2);
    expect(definition.sw).not.toBe(definition.en);
  },
);

test('a KPI reads no count or measure that it does not name among its needs', () => {
  const full = fc.record({
    counts: fc.array(fc.nat(1000), { minLength: COUNTS.length, maxLength: COUNTS.length }),
    waits: fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })), { maxLength: 5 }),
    serving: fc.nat(3_600_000),
  });
  const cells = (waits: readonly (readonly [number, number])[]): Spread => ({
    kind: 'bins',
    cells: [...new Map(waits)].sort(([a], [b]) => a - b),
  });
  fc.assert(
    fc.property(
      full,
      fc.constantFrom(...KPI_CATALOGUE),
      fc.constantFrom(undefined, 60),
      (given, definition, seconds) => {
        const parameter = definition.takesSeconds ? seconds : undefined;
        const needs: readonly string[] = definition.needs(parameter);
        const whole: KpiInputs = {
          ...NO_INPUTS,
          counts: given.counts,
          bookings: given.counts,
          spreads: Object.fromEntries(Object.keys(MEASURES).map((measure) => [measure, cells(given.waits)])),
          deskMs: { open_ms: 3_600_000, serving_ms: given.serving, available_ms: 1000 },
        };
        const named = COUNTS.map((name, index) => (needs.includes(name) ? (given.counts[index] ?? 0) : Number.NaN));
        const needed: KpiInputs = {
          ...whole,
          counts: named,
          bookings: named,
          spreads: Object.fromEntries(Object.entries(whole.spreads).filter(([measure]) => needs.includes(measure))),
        };
        expect(definition.compute(needed, parameter)).toEqual(definition.compute(whole, parameter));
      },
    ),
  );
});

test('control: a KPI that names too little among its needs is found', () => {
  const { compute } = KPI_CATALOGUE.find(({ id }) => id === 'abandonment_rate') ?? { compute: () => NO_DATA };
  const whole = counts({ abandoned: 2, demand_started: 8 });
  const needed = { ...whole, counts: COUNTS.map((name) => (name === 'abandoned' ? 2 : Number.NaN)) };
  expect(compute(needed, undefined)).not.toEqual(compute(whole, undefined));
});
