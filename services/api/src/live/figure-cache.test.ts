import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { FigureClock, FigureStore } from '#store/live/figure-sums.js';
import { FigureCache } from './figure-cache.js';

/** A store without figures that records when each kind was read. Reading windows takes the given time. */
function askedStore(windowsTakeMs: number): {
  store: FigureStore;
  asked: Record<'day' | 'windows' | 'usual', number[]>;
} {
  const asked: Record<'day' | 'windows' | 'usual', number[]> = { day: [], windows: [], usual: [] };
  const note = (kind: keyof typeof asked, { now }: FigureClock) => asked[kind].push(now);
  return {
    asked,
    store: {
      today: async (_, clock) => {
        note('day', clock);
        return new Map();
      },
      windows: async (_, clock) => {
        note('windows', clock);
        vi.advanceTimersByTime(windowsTakeMs);
        return new Map();
      },
      usual: async (_, clock) => {
        note('usual', clock);
        return new Map();
      },
      trend: async () => [],
    },
  };
}

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const START = Date.UTC(2026, 2, 9, 9);
const SECONDS = 90;

/** The seconds at which each kind was read, during 90 busy seconds. */
async function readSeconds(
  windowsTakeMs: number,
): Promise<{ day: number[]; windows: number[]; usual: number[]; ages: number[] }> {
  const { store, asked } = askedStore(windowsTakeMs);
  const cache = new FigureCache(store, WHOLE_NETWORK);
  const ages: number[] = [];
  for (let second = 0; second < SECONDS; second += 1) {
    const now = START + second * 1_000;
    cache.noteChange();
    if (cache.isDue(now)) await cache.refresh(now, 'Africa/Nairobi');
    ages.push((now - cache.at('network').asOf) / 1_000);
  }
  const seconds = (moments: readonly number[]): number[] => moments.map((moment) => (moment - START) / 1_000);
  return { day: seconds(asked.day), windows: seconds(asked.windows), usual: seconds(asked.usual), ages };
}

const pauses = (seconds: readonly number[]): number[] =>
  seconds.slice(1).map((second, at) => second - (seconds[at] ?? 0));

test('figures are read every two seconds while events arrive, and those of a usual day once a minute', async () => {
  const { day, windows, usual, ages } = await readSeconds(0);
  expect(new Set(pauses(day))).toEqual(new Set([2]));
  expect(windows).toEqual(day);
  expect(usual).toEqual([0, 62]);
  expect(Math.max(...ages)).toBe(1);
});

test('slow windows are read rarely, the day keeps its own rate, and the figures report their age', async () => {
  const { day, windows, ages } = await readSeconds(300);
  expect(new Set(pauses(day))).toEqual(new Set([2]));
  // 0.3 s are three percent of ten seconds.
  expect(new Set(pauses(windows))).toEqual(new Set([10]));
  expect(Math.max(...ages)).toBe(9);
});
