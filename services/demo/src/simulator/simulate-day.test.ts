import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '#edge-agent/connectors/connector.js';
import { incidentsOf, workUntil } from './incidents.js';
import { simulateDay } from './simulate-day.js';
import type { SimulatedCentre } from './simulated-centre.js';

const DATE = '2026-11-24';
/** 11:10 by the centre's clock. */
const FIRST_START = Date.UTC(2026, 10, 24, 8, 10);
const DAY: readonly (readonly [string, string])[] = [['08:00', '17:00']];

const centre = (change: Partial<SimulatedCentre> = {}): SimulatedCentre => ({
  id: 'nyeri',
  isMobile: false,
  calendar: { timeZone: 'Etc/GMT-3', hours: { mon: DAY, tue: DAY, wed: DAY }, holidays: new Set(['2026-11-25']) },
  services: [
    {
      id: 'pin',
      agencyId: 'kra',
      weight: 3,
      medianSeconds: 400,
      spread: 0.4,
      shortestSeconds: 45,
      nextServiceId: 'idcard',
      isPoor: false,
    },
    {
      id: 'idcard',
      agencyId: 'nrb',
      weight: 2,
      medianSeconds: 600,
      spread: 0.4,
      shortestSeconds: 60,
      nextServiceId: undefined,
      isPoor: false,
    },
    {
      id: 'land',
      agencyId: 'lands',
      weight: 1,
      medianSeconds: 700,
      spread: 0.5,
      shortestSeconds: 60,
      nextServiceId: undefined,
      isPoor: true,
    },
  ],
  desks: ['D1', 'D2', 'D3', 'D4', 'D5', 'D6'].map((id, index) => ({
    id,
    serviceIds: index % 2 === 0 ? ['pin', 'idcard'] : ['idcard', 'land', 'pin'],
    isHasty: id === 'D2',
  })),
  load: 0.75,
  absence: 0,
  unreliableAgencyIds: ['kra'],
  firstDay: { powerCut: true, outageAgencyId: 'kra' },
  ...change,
});

const kindOf = (event: SourceEvent): string => event.fact.case;
const legsOf = (events: readonly SourceEvent[]): ReadonlyMap<string, readonly SourceEvent[]> =>
  Map.groupBy(
    events.filter((event) => event.visitId !== undefined),
    (event) => `${event.visitId}/${event.legNo}`,
  );

describe('simulateDay', () => {
  const events = simulateDay(centre(), DATE, 'seed', FIRST_START);

  it('gives the same events for the same seed, and other events for another seed', () => {
    expect(simulateDay(centre(), DATE, 'seed', FIRST_START)).toEqual(events);
    expect(simulateDay(centre(), DATE, 'other', FIRST_START)).not.toEqual(events);
    expect(simulateDay(centre({ id: 'meru' }), DATE, 'seed', FIRST_START)).not.toEqual(events);
  });

  it('gives events in order of time and within the day', () => {
    const times = events.map((event) => event.occurredAtMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(Math.min(...times)).toBeGreaterThan(Date.UTC(2026, 10, 24, 4, 30));
    expect(Math.max(...times)).toBeLessThan(Date.UTC(2026, 10, 24, 16));
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it('gives every kind of event that a day can have', () => {
    const kinds = new Set(events.map(kindOf));
    for (const kind of [
      'centreOpened',
      'centreClosed',
      'deskOpened',
      'deskClosed',
      'staffLogin',
      'staffLogout',
      'staffStateChanged',
      'ticketIssued',
      'ticketCalled',
      'ticketRecalled',
      'ticketNoShow',
      'ticketTransferred',
      'serviceStarted',
      'serviceEnded',
      'serviceHeld',
      'serviceResumed',
      'ratingGiven',
      'upstreamDown',
      'upstreamUp',
      'powerDown',
      'powerUp',
      'appointmentBooked',
      'appointmentRebooked',
      'appointmentCancelled',
      'appointmentNoShow',
      'slotsOffered',
    ])
      expect(kinds).toContain(kind);
  });

  it('gives the events of each leg in a valid order and completely', () => {
    const opened = new Set(
      events.filter((e) => kindOf(e) === 'ticketTransferred').map((e) => `${e.visitId}/${(e.legNo ?? 1) + 1}`),
    );
    for (const [leg, facts] of legsOf(events)) {
      const order = facts.map(kindOf).join(' ');
      const start = opened.has(leg) ? '' : 'ticketIssued ?';
      const call = '(ticketCalled ticketRecalled ticketRecycled )?';
      const served =
        'ticketCalled (ticketRecalled )?serviceStarted (serviceHeld serviceResumed )*serviceEnded( ' +
        'ticketTransferred)?( ratingGiven)?';
      const pattern = new RegExp(
        `^${start}${call}(ticketAbandoned|ticketVoided|ticketCalled ticketRecalled ticketNoShow|${served})$`,
      );
      expect(order).toMatch(pattern);
    }
  });

  it('names in a ticket an appointment of its service that was booked before, in this day or an earlier one', () => {
    const before = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-23'];
    const all = [...before.flatMap((date) => simulateDay(centre(), date, 'seed')), ...events];
    const booked = new Map(
      all.flatMap((event) =>
        event.fact.case === 'appointmentBooked' ? [[event.fact.value.appointmentId, event] as const] : [],
      ),
    );
    const tickets = events.filter((event) => event.fact.case === 'ticketIssued' && event.fact.value.appointmentId);
    expect(tickets.length).toBeGreaterThan(10);
    for (const ticket of tickets) {
      const booking = booked.get(ticket.fact.case === 'ticketIssued' ? ticket.fact.value.appointmentId : undefined);
      expect(booking?.serviceId).toBe(ticket.serviceId);
      expect(booking?.occurredAtMs).toBeLessThan(ticket.occurredAtMs);
    }
  });

  it('serves one ticket at a time at a desk, by an officer who is logged in and not away', () => {
    for (const [deskId, facts] of Map.groupBy(
      events.filter((event) => event.deskId !== undefined),
      (event) => event.deskId,
    )) {
      let [isLoggedIn, isOpen, isAway] = [false, false, false];
      let visit: string | undefined;
      for (const event of facts) {
        const kind = kindOf(event);
        if (kind === 'staffLogin') isLoggedIn = true;
        else if (kind === 'deskOpened') isOpen = true;
        else if (kind === 'staffLogout' || kind === 'deskClosed') expect(visit).toBeUndefined();
        else if (event.fact.case === 'staffStateChanged') isAway = event.fact.value.state !== 1;
        else if (kind === 'ticketCalled') {
          expect([deskId, visit, isLoggedIn, isOpen, isAway]).toEqual([deskId, undefined, true, true, false]);
          visit = event.visitId;
        } else if (kind !== 'ratingGiven') {
          if (kind !== 'ticketTransferred') expect(event.visitId).toBe(visit);
          if (['serviceEnded', 'ticketNoShow', 'ticketRecycled'].includes(kind)) visit = undefined;
        }
        if (kind === 'staffLogout') isLoggedIn = false;
      }
      expect(isLoggedIn).toBe(false);
    }
  });

  it('calls no customer during a power cut, and none for an agency whose system is down', () => {
    const { powerCuts, outages } = incidentsOf(centre(), DATE, 'seed', FIRST_START);
    const [cut, outage] = [powerCuts[0]!, outages[0]!];
    expect(cut.from - FIRST_START).toBe(15_000);
    const calls = events.filter((event) => kindOf(event) === 'ticketCalled');
    const within = (span: { from: number; to: number }) =>
      calls.filter((e) => e.occurredAtMs >= span.from && e.occurredAtMs < span.to);
    expect(within(cut)).toEqual([]);
    expect(within(outage).filter((event) => event.serviceId === 'pin')).toEqual([]);
    // Control: without incidents there are calls in the same span.
    const calm = simulateDay(
      centre({ firstDay: { powerCut: false, outageAgencyId: undefined } }),
      DATE,
      'seed',
      FIRST_START,
    );
    const calmCalls = calm.filter(
      (e) => kindOf(e) === 'ticketCalled' && e.occurredAtMs >= cut.from && e.occurredAtMs < cut.to,
    );
    expect(calmCalls.length).toBeGreaterThan(0);
  });

  it('closes quickly only at the hasty desk', () => {
    const quick = [...legsOf(events).values()].flatMap((facts) => {
      const started = facts.find((event) => kindOf(event) === 'serviceStarted');
      const ended = facts.find((event) => event.fact.case === 'serviceEnded' && event.fact.value.outcome === 1);
      if (!started || !ended) return [];
      const shortest = started.serviceId === 'pin' ? 45_000 : 60_000;
      return ended.occurredAtMs - started.occurredAtMs < shortest ? [started.deskId] : [];
    });
    expect(quick.length).toBeGreaterThan(3);
    expect(new Set(quick)).toEqual(new Set(['D2']));
  });

  it('gives no events on a holiday and on a day without opening hours', () => {
    expect(simulateDay(centre(), '2026-11-25', 'seed')).toEqual([]);
    expect(simulateDay(centre(), '2026-11-26', 'seed')).toEqual([]);
    expect(simulateDay(centre(), '2026-11-23', 'seed').length).toBeGreaterThan(500);
  });

  it('voids the queue at closing when more customers come than can be served', () => {
    const crowded = simulateDay(centre({ load: 1.6 }), DATE, 'seed');
    const voided = crowded.filter((event) => kindOf(event) === 'ticketVoided');
    expect(voided.length).toBeGreaterThan(5);
    expect(crowded.some((event) => kindOf(event) === 'ticketAbandoned')).toBe(true);
  });
});

describe('workUntil', () => {
  it('interrupts the work in the given spans', () => {
    const rests = [
      { from: 100, to: 200 },
      { from: 150, to: 250 },
    ];
    expect(workUntil(0, 50, rests)).toBe(50);
    expect(workUntil(0, 100, rests)).toBe(100);
    expect(workUntil(0, 101, rests)).toBe(251);
    expect(workUntil(120, 10, rests)).toBe(260);
    expect(workUntil(300, 10, rests)).toBe(310);
  });
});
