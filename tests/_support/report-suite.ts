import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startMailServer } from './mail-server.js';
import { addAgent, mailChannel, runsOf, startDispatch, type TestClock } from './report-bench.js';
import { startSmallNetwork } from './small-network.js';

/** The subscription of a test. */
export const ID = '00000000-0000-4000-8000-000000000001';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Monday 30 November 2026, 07:30 in Nairobi: a weekly report is due. */
export const DUE = Date.UTC(2026, 10, 30, 4, 30);

/**
 * A database, a mail server and a clock for each test of a file: every agent has sent everything, and it is the day
 * before the report is due.
 */
export function reportSuite() {
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  const clock: TestClock = { now: 0 };
  const stops: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    [network, server] = await Promise.all([startSmallNetwork(), startMailServer()]);
  });
  beforeEach(async () => {
    clock.now = DUE - DAY;
    for (const centre of ['C1', 'C2', 'C3']) await addAgent(network.database, centre, DUE);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    server.behave(() => undefined);
    server.mails.length = 0;
    await network.clear();
    await network.database.query(`TRUNCATE mnara.report_delivery, mnara.report_figure, mnara.report_file,
      mnara.report_run, mnara.subscription_recipient, mnara.subscription, mnara.notification, mnara.contact,
      mnara.supervisor, mnara.saved_view, mnara.agent CASCADE`);
  });
  afterAll(async () => {
    await server?.stop();
    await network?.stop();
  });
  const db = () => network.database;
  return {
    clock,
    db,
    server: () => server,
    databasePid: () => network.pid,
    /** Stopped after the test. */
    stopAfter: (stop: () => Promise<unknown>) => void stops.push(stop),
    /** Sends what is in the outbox to the mail server. */
    dispatcher: () => {
      const channel = mailChannel(db(), server);
      const started = startDispatch(db(), channel, clock);
      stops.push(
        () => channel.close(),
        () => started.dispatcher.stop(),
      );
      return started;
    },
    /** The one run that there is. */
    only: async () => {
      const runs = await runsOf(db(), ID);
      expect(runs).toHaveLength(1);
      return runs[0] as (typeof runs)[number];
    },
    /** Notices for those who are responsible, oldest first. */
    notices: async () =>
      (
        await db().query<{ key: string; to: string; title: string }>(
          `SELECT idempotency_key AS key, supervisor_id AS to, words->'title'->>'en' AS title FROM mnara.notification
            WHERE kind = 'report_notice' ORDER BY notification_id`,
        )
      ).rows,
  };
}
