// How long it takes from an event to the message that a channel took, with hundreds of centres in alarm at once. `npm
// run bench -- alert-storm [--centres 500] [--rounds 5]`
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { SMTPServer } from 'smtp-server';
import { AlertingModule } from '#alerting/alerting.module.js';
import { smtpChannel } from '#alerting/delivery/channels/email/smtp-channel.js';
import { parsePeople } from '#config-files/people/parse-people.js';
import { parseRules } from '#config-files/rules/parse-rules.js';
import { forEachChannel } from '#domain/people/contact.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { openDatabase } from '#platform/postgres/database.js';
import { makeLog } from '#platform/telemetry/log.js';
import { applyPeople } from '#store/people/apply-people.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { type EventInit, recordOf } from '../_support/small-network.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';

const { centres, rounds } = readOptions({ centres: 500, rounds: 5 });
const MAX_WAIT_MS = 60_000;
/** The usual pace of e-mail (MNARA_SMTP_PER_SECOND). */
const PER_SECOND = 200;
/** Two regions, the secretariat. */
const OTHERS = 3;

const RULES = `rules:
  - { id: power, names: { en: No power }, advice: { en: Call }, severity: critical, watch: power_down, each: centre, hours: always, cap: 10000, fire: "yes", policy: all }
`;

function peopleFile(): string {
  const contact = (id: string): string => `contacts: [{ channel: email, address: ${id}@x.example }]`;
  const managers = Array.from(
    { length: centres },
    (_, n) => `  - { id: m${n}, name: M, role: centre_manager, centre: C${n}, ${contact(`m${n}`)} }\n`,
  ).join('');
  return `people:
${managers}  - { id: r1, name: R, role: county_commissioner, region: R1, ${contact('r1')} }
  - { id: r2, name: R, role: county_commissioner, region: R2, ${contact('r2')} }
  - { id: s1, name: S, role: secretariat, ${contact('s1')} }
policies:
  - { id: all, names: { en: Everybody at once }, steps: [{ targets: [centre_manager, county_commissioner, secretariat] }] }
`;
}

/** A real mail server that counts mails by recipient. */
async function startMails() {
  const mails = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, done) => {
      stream.resume().on('end', () => {
        for (const { address } of envelope.rcptTo) mails.set(address, (mails.get(address) ?? 0) + 1);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

const network = await startLoadNetwork({ centres, services: 1, desks: 1 });
const server = await startMails();
const processorDatabase = openDatabase(network.url, { connections: 4 });
const alertingDatabase = openDatabase(network.url, { connections: 8 });
const { database } = network;
const eventLog = new DirectEventLog();
const statuses = new DirectLatestFeed();
const ids = Array.from({ length: centres }, (_, n) => `C${n}`);
let seq = 0;

/** Appends one event of each centre at once, as when a region's power fails. @returns when they were appended */
async function happens(fact: NonNullable<EventInit['fact']>): Promise<number> {
  const now = Date.now();
  seq += 1;
  await eventLog.append(
    ids.map((centreId) => recordOf({ centreId, occurredAtMs: BigInt(now), fact }, `agent-${centreId}`, seq, now)),
  );
  return now;
}

async function until(what: string, sql: string): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < MAX_WAIT_MS; await sleep(50))
    if ((await database.query<{ yes: boolean }>(`SELECT ${sql} AS yes`)).rows[0]?.yes === true) return;
  throw new Error(`Not within ${MAX_WAIT_MS / 1000} s: ${what}.`);
}

async function prepare(): Promise<void> {
  const rules = parseRules(RULES);
  const people = parsePeople(peopleFile());
  if (!people.ok || !rules.ok)
    throw new Error('The people or rules of this benchmark are invalid; fix its YAML texts.');
  await applyPeople(database, people.value, '', 'bench', Date.now());
  await applyRules(database, rules.value, 'bench', Date.now());
  await database.query('ANALYZE');
}

class Root {}
const email = { host: '127.0.0.1', port: server.port, tls: 'none', user: undefined, password: undefined } as const;
const pace = { perSecond: PER_SECOND, atOnce: 20 };
await prepare();
const app = await NestFactory.createApplicationContext(
  {
    module: Root,
    imports: [
      StreamProcessorModule.forRoot({ database: processorDatabase, log: eventLog, statuses }),
      AlertingModule.forRoot({
        database: alertingDatabase,
        statuses,
        dispatch: {
          log: makeLog({
            service: 'bench',
            level: 'error',
            shape: 'human',
            write: (line) => void process.stderr.write(line),
          }),
          channels: {
            publicUrl: undefined,
            ...forEachChannel(() => undefined),
            email: async () => smtpChannel({ ...email, from: 'alerts@mnara.example' }, async () => undefined),
            paces: forEachChannel(() => pace),
          },
        },
      }),
    ],
  },
  { logger: ['error', 'warn'] },
);
try {
  const all: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await happens({ case: 'heartbeat', value: { intervalSeconds: 3600 } });
    // Start at a random moment of the evaluator's interval.
    await sleep(1_500 + Math.random() * 1_000);
    server.mails.clear();
    const at = await happens({ case: 'powerDown', value: {} });
    const pages = `FROM mnara.notification WHERE kind = 'page' AND created_at >= to_timestamp(${at / 1000})`;
    await until(
      'every page is handed over',
      `(SELECT count(*) FILTER (WHERE state = 'sent') = ${3 * centres} ${pages})`,
    );
    const { rows } = await database.query<{ ms: number }>(
      `SELECT (extract(epoch FROM max(sent_at)) * 1000 - ${at})::float8 AS ms ${pages} GROUP BY message_id`,
    );
    const times = rows.map(({ ms }) => ms);
    const most = Math.max(...server.mails.values());
    const mails = [...server.mails.values()].reduce((sum, n) => sum + n, 0);
    console.log(
      `${centres} centres in alarm at once: ${mails} mails to ${server.mails.size} of ${centres + OTHERS} supervisors, at most ${most} each; event to handed over: ${new Distribution(times)}`,
    );
    all.push(...times);
    await happens({ case: 'powerUp', value: {} });
    await until('every alert has cleared', `NOT EXISTS (SELECT 1 FROM mnara.alert WHERE condition <> 'normal')`);
    await until('nothing waits', `NOT EXISTS (SELECT 1 FROM mnara.notification WHERE state = 'waiting')`);
    // As if hours had passed: the problem of the next round is a new one.
    await database.query(`UPDATE mnara.notification SET ready_at = ready_at - interval '1 day'`);
  }
  console.log(`all ${rounds} rounds, event to handed over, of each message: ${new Distribution(all)}`);
} finally {
  await app.close();
  await eventLog.close();
  await Promise.all([processorDatabase.close(), alertingDatabase.close(), server.stop()]);
  await network.stop();
}
