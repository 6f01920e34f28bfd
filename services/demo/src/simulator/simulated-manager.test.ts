import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Directive, type DirectiveKind, stateOf } from '#domain/directive/directive.js';
import { CentreDirectives } from '#edge-agent/directives/centre-directives.js';
import { SqliteDirectiveInbox } from '#edge-agent/directives/sqlite-directive-inbox.js';
import type { SimulatedCentre } from './simulated-centre.js';
import { SimulatedManager } from './simulated-manager.js';
import { Timetable } from './timetable.js';

const DATE = '2026-11-24';
const NOON = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;
const SERVICE = {
  id: 'S1',
  agencyId: 'A',
  weight: 1,
  medianSeconds: 400,
  spread: 0.4,
  shortestSeconds: 30,
  nextServiceId: undefined,
  isPoor: false,
};
const centre: SimulatedCentre = {
  id: 'kitale',
  isMobile: false,
  calendar: { timeZone: 'Africa/Nairobi', hours: { tue: [['08:00', '17:00']] }, holidays: new Set() },
  services: [SERVICE],
  desks: Array.from({ length: 8 }, (_, index) => ({ id: `D${index + 1}`, serviceIds: ['S1'], isHasty: false })),
  load: 0.95,
  absence: 0.5,
  unreliableAgencyIds: [],
  firstDay: { powerCut: false, outageAgencyId: undefined },
};

describe('desks that are opened during a day', () => {
  const opened = (): Timetable => {
    const timetable = new Timetable(centre, 'seed', Date.UTC(2026, 0, 1));
    expect(timetable.openDesks(2, NOON)?.deskIds).toHaveLength(2);
    return timetable;
  };
  const before = new Timetable(centre, 'seed', Date.UTC(2026, 0, 1)).fresh(DATE);
  const after = opened().fresh(DATE);

  it('change no earlier events', () => {
    const past = (events: typeof before) => events.filter(({ occurredAtMs }) => occurredAtMs <= NOON);
    expect(past(after)).toEqual(past(before));
    expect(past(before).length).toBeGreaterThan(50);
  });

  it('shorten the waits: more customers are called', () => {
    const called = (events: typeof before): number =>
      events.filter(
        ({ fact, occurredAtMs }) =>
          fact.case === 'ticketCalled' && occurredAtMs > NOON && occurredAtMs < NOON + 2 * HOUR,
      ).length;
    expect(called(after)).toBeGreaterThan(called(before) + 5);
    expect(after.filter(({ fact }) => fact.case === 'deskOpened').length).toBe(
      before.filter(({ fact }) => fact.case === 'deskOpened').length + 2,
    );
  });

  it('stay open after a restart, are not opened twice, and are not opened while the centre is closed', () => {
    const timetable = opened();
    const more = timetable.openDesks(99, NOON + HOUR);
    const again = new Timetable(centre, 'seed', Date.UTC(2026, 0, 1));
    again.restore(more?.opened ?? { date: '', shifts: [] });
    expect(again.fresh(DATE)).toEqual(timetable.fresh(DATE));
    expect(again.openDesks(1, NOON + 2 * HOUR)?.deskIds).toEqual([]);
    expect(again.openDesks(1, NOON + 12 * HOUR)).toBeUndefined();
  });
});

describe('SimulatedManager', () => {
  let folder: string;
  let inbox: SqliteDirectiveInbox;
  let stop: AbortController;
  let directives: CentreDirectives;
  let free: readonly string[] | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mnara-manager-'));
    inbox = new SqliteDirectiveInbox(join(folder, 'directives.db'));
    stop = new AbortController();
    directives = new CentreDirectives(
      inbox,
      () => NOON,
      () => undefined,
    );
    free = ['D2'];
  });
  afterEach(() => {
    stop.abort();
    inbox.close();
    rmSync(folder, { recursive: true });
  });

  const start = (ms = 5): SimulatedManager => {
    const manager = new SimulatedManager({
      centreId: 'kitale',
      directives,
      openDesks: () => free,
      pace: { acknowledgeMs: [ms, ms], actMs: [ms, ms] },
      signal: stop.signal,
    });
    manager.start();
    return manager;
  };
  const order = (kind: DirectiveKind, id = '019ab000-0000-7000-8000-000000000001'): Directive => ({
    id,
    centreId: 'kitale',
    alertId: undefined,
    kind,
    quantity: 1,
    text: '',
    sentAt: NOON - 1000,
    sentBy: 'secretariat',
    acknowledgeBy: NOON + HOUR,
    dueAt: NOON + HOUR,
    delivered: undefined,
    acknowledged: undefined,
    closed: undefined,
    version: 1,
  });
  const over = async (): Promise<string> => {
    for (;;) {
      const [directive] = directives.list();
      if (directive?.closed !== undefined)
        return `${stateOf(directive)} ${directive.closed.note} ${directive.acknowledged?.by}`;
      await sleep(5);
    }
  };

  it('acknowledges, opens desks and names them in its answer', async () => {
    start();
    directives.take([order('open_desks')]);
    expect(await over()).toBe('done Opened: D2 kitale manager');
  });

  it.each([
    [[], 'refused Every desk is staffed already. kitale manager'],
    [undefined, 'refused The centre is closed. kitale manager'],
  ])('refuses with the reason when %j is free', async (desks, said) => {
    free = desks;
    directives.take([order('open_desks')]);
    start();
    expect(await over()).toBe(said);
  });

  it('does not answer a directive that another person has answered, and stops at once', async () => {
    const manager = start(30);
    directives.take([order('call_back')]);
    directives.answer(order('call_back').id, 'refused', 'Wanjiku', 'no telephone');
    await sleep(80);
    expect(inbox.answers(9).map(({ by }) => by)).toEqual(['Wanjiku']);
    directives.take([order('free_text', '019ab000-0000-7000-8000-000000000002')]);
    stop.abort();
    await manager.stopped();
    expect(inbox.answers(9)).toHaveLength(1);
  });
});
