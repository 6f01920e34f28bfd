import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { Due } from './country-day.js';
import type { CountryRun } from './country-run.js';
import { Distribution } from './distribution.js';

const TICK_MS = 50;
const MINUTE_MS = 60_000;
/** The next seconds of a country are computed together. */
const PLAN_MS = 10_000;

/** Heartbeats of every agent between two moments, spread evenly; none where the interval is 0. */
export function* heartbeats(run: CountryRun, seconds: number, from: number, to: number): Generator<LogRecord> {
  if (seconds === 0) return;
  const centres = run.country.desksOf.length;
  const stepMs = (seconds * 1_000) / centres;
  for (let beat = Math.ceil(from / stepMs); beat * stepMs < to; beat += 1)
    yield run.day.heartbeat(beat % centres, Math.floor(beat * stepMs), seconds);
}

/** The events of a country's agents between two moments of its day, starting with the open desks. */
export function* outageOf(run: CountryRun, heartbeatSeconds: number, from: number, to: number): Generator<LogRecord> {
  yield* run.day.begin(from);
  for (let at = from; at < to; at += MINUTE_MS) {
    const slice = { from: at, to: Math.min(to, at + MINUTE_MS) };
    yield* run.day.slice(slice);
    yield* heartbeats(run, heartbeatSeconds, slice.from, slice.to);
  }
}

/**
 * Feeds the events after `from` in real time. @returns the number of events at the end. Prints how late the ticks were,
 * because that delay is not caused by the system.
 */
export async function playLive(
  run: CountryRun,
  heartbeatSeconds: number,
  from: number,
  untilMs: number,
  send: (records: readonly LogRecord[]) => number | Promise<number> = run.feed,
): Promise<number> {
  let [at, count, plannedTo] = [from, 0, from];
  const late: number[] = [];
  let due: Due[] = [];
  while (Date.now() < untilMs) {
    await sleep(TICK_MS);
    const now = Date.now();
    while (plannedTo < now) {
      due = due.concat(run.day.due({ from: plannedTo, to: plannedTo + PLAN_MS }));
      plannedTo += PLAN_MS;
    }
    const first = due.findIndex((one) => one.at > now);
    const happened = due.splice(0, first < 0 ? due.length : first);
    const records = happened.map((one) => run.day.record(one, one.at));
    records.push(...heartbeats(run, heartbeatSeconds, at, now));
    late.push(now - at - TICK_MS);
    at = now;
    count += await send(records);
  }
  // The first tick includes everything since the previous feed.
  console.log(`the feed's ticks were late by ${new Distribution(late.slice(1))}`);
  return count;
}
