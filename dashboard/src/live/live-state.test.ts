import { describe, expect, it } from 'vitest';
import { aCentre, aDelta, aHeartbeat, aSnapshot } from './live-samples';
import { applyLiveMessage, EMPTY_LIVE, type LiveMessage, nextOffset } from './live-state';

const received = (...messages: readonly LiveMessage[]) =>
  messages.reduce((state, message) => applyLiveMessage(state, message, message.serverTime), EMPTY_LIVE);

describe('applyLiveMessage', () => {
  it('takes a snapshot over whole', () => {
    const state = received(aSnapshot({ seq: 1, centres: [aCentre({ centreId: 'a', waitingNow: 4 })] }));
    expect(state.centres.get('a')?.waitingNow).toBe(4);
    expect(state.figures?.waitingNow).toBe(10);
    expect(state.awaitingSnapshot).toBe(false);
  });

  it('replaces only the centres of a delta and keeps figures that did not change', () => {
    const state = received(
      aSnapshot({ seq: 1, centres: [aCentre({ centreId: 'a' }), aCentre({ centreId: 'b', waitingNow: 7 })] }),
      aDelta({ seq: 2, centres: [aCentre({ centreId: 'a', waitingNow: 9 })] }),
    );
    expect([state.centres.get('a')?.waitingNow, state.centres.get('b')?.waitingNow]).toEqual([9, 7]);
    expect(state.figures?.waitingNow).toBe(10);
  });

  it('advances the time of the status with every heartbeat, without a new map', () => {
    const before = received(aSnapshot({ seq: 1, serverTime: 1_000 }));
    const after = applyLiveMessage(before, aHeartbeat({ seq: 2, serverTime: 6_000, watermark: 5_500 }), 6_000);
    expect(after).toMatchObject({ trueAt: 6_000, watermark: 5_500, seq: 2 });
    expect(after.centres).toBe(before.centres);
  });

  it('applies nothing after a gap until a snapshot comes, and keeps the last valid status', () => {
    const gap = received(
      aSnapshot({ seq: 1, serverTime: 1_000 }),
      aDelta({ seq: 3, serverTime: 2_000, centres: [aCentre({ centreId: 'a', waitingNow: 99 })] }),
    );
    expect(gap).toMatchObject({ awaitingSnapshot: true, trueAt: 1_000 });
    expect(gap.centres.has('a')).toBe(false);
    const stillWaiting = applyLiveMessage(gap, aHeartbeat({ seq: 4, serverTime: 7_000 }), 7_000);
    expect(stillWaiting.trueAt).toBe(1_000);
    expect(applyLiveMessage(gap, aSnapshot({ seq: 1, serverTime: 8_000 }), 8_000)).toMatchObject({
      awaitingSnapshot: false,
      trueAt: 8_000,
    });
  });

  it('treats a repeated message as a gap too', () => {
    expect(received(aSnapshot({ seq: 1 }), aHeartbeat({ seq: 1 })).awaitingSnapshot).toBe(true);
  });

  it('starts again when a restarted server counts from one', () => {
    const state = received(
      aSnapshot({ seq: 1 }),
      aHeartbeat({ seq: 2 }),
      aSnapshot({ seq: 1, buildId: 'next', centres: [aCentre({ centreId: 'z' })] }),
      aHeartbeat({ seq: 2, buildId: 'next' }),
    );
    expect(state).toMatchObject({ seq: 2, buildId: 'next', awaitingSnapshot: false });
    expect([...state.centres.keys()]).toEqual(['z']);
  });

  it('ignores deltas before the first snapshot', () => {
    expect(received(aDelta({ seq: 5 })).figures).toBeNull();
  });
});

describe('nextOffset', () => {
  it('takes the first sample and every large jump over at once', () => {
    expect(nextOffset(null, 10_000, 4_000)).toBe(6_000);
    expect(nextOffset(0, 10_000, 4_000)).toBe(6_000);
  });

  it('smooths what a slow message does', () => {
    expect(nextOffset(1_000, 10_000, 10_000)).toBe(800);
  });

  it('rests while messages are as fast as ever: charts hang on it, and would be drawn with every message', () => {
    const state = received(aSnapshot({ seq: 1, serverTime: 1_000 }));
    const later = applyLiveMessage(state, aHeartbeat({ seq: 2, serverTime: 6_000 }), 6_080);
    expect(later.serverOffsetMs).toBe(state.serverOffsetMs);
    expect(applyLiveMessage(state, aHeartbeat({ seq: 2, serverTime: 6_000 }), 6_200).serverOffsetMs).toBeLessThan(0);
  });
});
