import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#platform/postgres/database.js';
import { isAlive } from '#standalone/embedded/process-life.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { startTimescale, type TestTimescale, timescaleMissing } from '../_support/timescale-server.js';

const listens = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe.skipIf(kafkaMissing !== undefined)(
  `a real Kafka (skipped where it cannot run: ${kafkaMissing ?? 'it can'})`,
  () => {
    let kafka: TestKafka;
    beforeAll(async () => {
      kafka = await startKafka();
    });
    afterAll(() => kafka?.stop());

    test('keeps its address when it is killed and started again', async () => {
      const before = kafka.pid();
      await kafka.kill('SIGKILL');
      expect(isAlive(before)).toBe(false);
      expect(await listens(kafka.brokers)).toBe(false);
      await kafka.restart();
      expect(kafka.pid()).not.toBe(before);
      expect(await listens(kafka.brokers)).toBe(true);
    });
  },
);

describe.skipIf(timescaleMissing !== undefined)(
  `a real TimescaleDB (skipped where it cannot run: ${timescaleMissing ?? 'it can'})`,
  () => {
    let timescale: TestTimescale;
    beforeAll(async () => {
      timescale = await startTimescale();
    });
    afterAll(() => timescale?.stop());

    test('has the extension, and what was committed survives a kill', async () => {
      const database = openDatabase(timescale.url, { connections: 1 });
      await database.query('CREATE TABLE kept (n integer)');
      await database.query('INSERT INTO kept VALUES (7)');
      await timescale.kill('SIGKILL');
      await timescale.restart();
      const { rows } = await database.query<{ n: number; version: string }>(
        `SELECT n, (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS version FROM kept`,
      );
      expect(rows).toEqual([{ n: 7, version: expect.stringMatching(/^2\./) }]);
      await database.close();
    });
  },
);
