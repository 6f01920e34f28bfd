import { fromBinary } from '@bufbuild/protobuf';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { Distribution } from './distribution.js';
import type { Arrivals } from './screens.js';

/** The stations of a probe's path, in order; times are Unix milliseconds. */
const STATIONS = [
  'recorded',
  'in the outbox',
  'at the gateway',
  'read from the log',
  'committed',
  'read from the status topic',
  'message made',
  'message at a screen',
  'changed on the wall',
  'painted',
] as const;
export type Station = (typeof STATIONS)[number];
export type Passing = Partial<Record<Station, number>>;

/** Readers of a stack's own topics beside the load, which record when the probed agent and centre pass. */
export interface Stations {
  /** Adds the times at topics and screens to a probe that was recorded and painted at these moments. */
  complete(passings: Passing[], sightings: Arrivals['sightings']): void;
  stop(): Promise<void>;
}

/** @param probe the agent and centre to look for */
export async function openStations(
  broker: string,
  probe: { readonly agentId: string; readonly centreId: string },
): Promise<Stations> {
  const now = (): number => performance.timeOrigin + performance.now();
  const options = { brokers: [broker], clientId: 'stations' };
  const log = new KafkaEventLog({ ...options, group: 'stations' });
  const feed = new KafkaLatestFeed(options);
  const logged: { receivedAt: number; readAt: number }[] = [];
  const published: { committedAt: number; readAt: number }[] = [];
  await log.consume(async (records) => {
    const readAt = now();
    for (const { sourceId, receivedAtMs } of records)
      if (sourceId === probe.agentId) logged.push({ receivedAt: receivedAtMs, readAt });
  });
  const unsubscribe = feed.subscribe((entries) => {
    const readAt = now();
    for (const { key, value } of entries)
      if (key === probe.centreId)
        published.push({ committedAt: Number(fromBinary(CentreStatusSchema, value).asOfMs), readAt });
  });
  return {
    complete: (passings, sightings) => {
      for (const passing of passings) {
        const recordedAt = Math.trunc(passing.recorded ?? 0);
        const paintedAt = passing.painted ?? Number.POSITIVE_INFINITY;
        const record = logged.find(({ receivedAt }) => receivedAt >= recordedAt);
        const picture = published.find(({ committedAt }) => committedAt >= (record?.receivedAt ?? recordedAt));
        const message = sightings.find(
          ({ screen, at }) => screen === 0 && at >= (picture?.committedAt ?? recordedAt) && at < paintedAt + 1_000,
        );
        Object.assign(passing, {
          'at the gateway': record?.receivedAt,
          'read from the log': record?.readAt,
          committed: picture?.committedAt,
          'read from the status topic': picture?.readAt,
          'message made': message?.madeAt,
          'message at a screen': message?.at,
        });
      }
    },
    stop: async () => {
      unsubscribe();
      await Promise.all([log.close(), feed.close()]);
    },
  };
}

/** For each station: time since the previous station and since the recording. */
export function stationTable(passings: readonly Passing[]): string {
  const lines: string[] = [];
  let before: Station = 'recorded';
  for (const station of STATIONS.slice(1)) {
    const known = passings.filter((passing) => passing[station] !== undefined && passing[before] !== undefined);
    if (known.length === 0) continue;
    const from = (start: Station): Distribution =>
      new Distribution(known.map((passing) => (passing[station] ?? 0) - (passing[start] ?? 0)));
    const line = (of: Distribution): string =>
      `${of.at(0.5).toFixed(0).padStart(5)} ${of.at(0.99).toFixed(0).padStart(5)}`;
    lines.push(`${station.padEnd(28)}${line(from(before))}   ${line(from('recorded'))}`);
    before = station;
  }
  return `${''.padEnd(28)} step p50 p99   since recorded p50 p99, ms\n${lines.join('\n')}`;
}
