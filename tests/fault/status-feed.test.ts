import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FeedEntry } from '#platform/event-log/latest-feed.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { freePort } from '#platform/process/free-port.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { startTcpProxy, type TcpProxy } from '../_support/tcp-proxy.js';
import { until } from '../_support/until.js';

const CENTRES = Array.from({ length: 50 }, (_, index) => `C${index}`);
/**
 * Number of versions before the kill: more than one fetch returns, so that a reader from the beginning reads old values
 * first.
 */
const VERSIONS = 20;
/**
 * Longer than a reader's session, so that the broker ends it; the reader then has to join again and reads from the
 * beginning.
 */
const SILENT_MS = 9_000;
const PADDING = randomBytes(2_000).toString('hex');

const entry = (key: string, version: number): FeedEntry => ({
  key,
  value: new TextEncoder().encode(`${version} ${PADDING}`),
});

/**
 * The view of an API on the feed: the newest version of each centre, and whether an older version was ever shown after
 * a newer one.
 */
class Picture {
  readonly versions = new Map<string, number>();
  wentBack = 0;
  old = 0;

  take(entries: readonly FeedEntry[]): void {
    for (const { key, value } of entries) {
      const version = Number.parseInt(new TextDecoder().decode(value), 10);
      if (version < (this.versions.get(key) ?? 0)) this.wentBack += 1;
      if (version < VERSIONS) this.old += 1;
      this.versions.set(key, version);
    }
  }

  async until(version: number): Promise<void> {
    while (CENTRES.some((centre) => this.versions.get(centre) !== version)) await sleep(20);
  }
}

describe.skipIf(kafkaMissing !== undefined)(`the status feed and a broker that is killed ${kafkaMissing ?? ''}`, () => {
  let kafka: TestKafka;
  /** A proxy to the broker. */
  let proxy: TcpProxy;
  let admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>;
  let prefix: string;
  const open: KafkaLatestFeed[] = [];
  beforeAll(async () => {
    const port = await freePort();
    proxy = await startTcpProxy(port);
    kafka = await startKafka({ port, advertisedPort: proxy.port });
    admin = kafkaClient({ brokers: [kafka.brokers], clientId: 'test' }).admin();
  });
  beforeEach(async () => {
    prefix = `t${randomUUID().slice(0, 8)}`;
    await createTopics(
      { brokers: [kafka.brokers], clientId: 'test', prefix },
      { partitions: 1, replicas: 1, keepHours: 1 },
    );
  });
  afterAll(async () => {
    await Promise.all(open.map((feed) => feed.close()));
    await admin?.disconnect();
    await proxy?.stop();
    await kafka?.stop();
  });

  const openFeed = (brokers = kafka.brokers): KafkaLatestFeed => {
    const feed = new KafkaLatestFeed({ brokers: [brokers], clientId: 'feed', prefix });
    open.push(feed);
    return feed;
  };
  const follow = (brokers = kafka.brokers): Picture => {
    const picture = new Picture();
    openFeed(brokers).subscribe((entries) => picture.take(entries));
    return picture;
  };

  /** The broker's id of the only reader of this installation's feed. */
  const memberOf = async (of: string): Promise<string | undefined> => {
    const { groups } = await admin.listGroups();
    const group = groups.find(({ groupId }) => groupId.startsWith(`${of}.status-`))?.groupId;
    if (group === undefined) return undefined;
    return (await admin.describeGroups([group])).groups[0]?.members[0]?.memberId;
  };

  test('a running API continues after the broker is back, and a new one starts from the topic', async () => {
    const processor = openFeed();
    const running = follow();
    const publish = (version: number): Promise<void> =>
      processor.publish(CENTRES.map((centre) => entry(centre, version)));
    for (let version = 1; version <= VERSIONS; version += 1) await publish(version);
    await running.until(VERSIONS);

    await kafka.kill('SIGKILL');
    // Published while the broker is unavailable: each version replaces the one before.
    const published = [VERSIONS + 1, VERSIONS + 2].map(publish);
    await kafka.restart();
    const backAt = performance.now();
    await Promise.all(published);
    await running.until(VERSIONS + 2);
    const seconds = ((performance.now() - backAt) / 1000).toFixed(1);

    const startedAt = performance.now();
    const started = follow();
    await started.until(VERSIONS + 2);
    process.stdout.write(
      `the feed goes on ${seconds} s after the broker listens again; a new API has it all after ` +
        `${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
    );
    await publish(VERSIONS + 3);
    await Promise.all([running.until(VERSIONS + 3), started.until(VERSIONS + 3)]);
    expect([running.wentBack, started.wentBack]).toEqual([0, 0]);
  });

  test('an API that joins again after a network silence shows no older status after a newer one', async () => {
    const processor = openFeed();
    const running = follow(`127.0.0.1:${proxy.port}`);
    const publish = (version: number): Promise<void> =>
      processor.publish(CENTRES.map((centre) => entry(centre, version)));
    for (let version = 1; version <= VERSIONS; version += 1) await publish(version);
    await running.until(VERSIONS);
    await admin.connect();
    const before = await memberOf(prefix);
    // If the broker could not end the session within one silence, the next silence is longer.
    for (let [now, silentMs] = [before, SILENT_MS]; now === before; silentMs *= 2) {
      proxy.hang();
      await sleep(silentMs);
      proxy.heal();
      now = await until('the broker knows a reader', () => memberOf(prefix));
    }
    await publish(VERSIONS + 1);
    await running.until(VERSIONS + 1);
    expect(running.wentBack).toBe(0);
    // Control: a reader from the beginning does read old values.
    const started = follow();
    await started.until(VERSIONS + 1);
    expect(started.old).toBeGreaterThan(0);
  });
});
