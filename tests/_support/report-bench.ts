import { createHash } from 'node:crypto';
import type { Channel } from '#alerting/delivery/channel.js';
import { smtpChannel } from '#alerting/delivery/channels/email/smtp-channel.js';
import type { RetryPolicy } from '#alerting/delivery/retry-pause.js';
import type { RenderRequest, ReportRenderer } from '#api/reports/render-request.js';
import { REPORT_DEFAULTS, type ReportConfig } from '#api/reports/report-config.js';
import { ReportRestater } from '#api/reports/report-restater.js';
import { ReportRunner } from '#api/reports/report-runner.js';
import type { Scope } from '#domain/access/viewer.js';
import type { RunAs } from '#domain/report/report.js';
import type { Database } from '#platform/postgres/database.js';
import type { Directory } from '#store/network/directory.js';
import { NetworkStore } from '#store/network/network-store.js';
import { ArchiveStore } from '#store/reports/archive-store.js';
import { RecipientStore } from '#store/reports/recipient-store.js';
import { ReportFileStore } from '#store/reports/report-file-store.js';
import type { Rendered, SubscriptionContent } from '#store/reports/report-records.js';
import { SubscriptionStore } from '#store/reports/subscription-store.js';
import { dispatch } from './dispatch-host.js';
import type { startMailServer } from './mail-server.js';

const WEEKLY: SubscriptionContent = {
  name: 'Weekly letter',
  template: 'weekly_letter',
  viewId: null,
  cadence: 'weekly',
  wallTime: '07:30',
  timeZone: 'Africa/Nairobi',
  language: 'en',
  formats: ['pdf'],
  deadlineSeconds: 3 * 3600,
};
const NETWORK_RIGHT: RunAs = { name: 'ann', scope: { kind: 'network' } };

/** A renderer that the test rules; it makes one small file. */
export function testRenderer(before: (request: RenderRequest) => Promise<void> = async () => {}): ReportRenderer & {
  readonly requests: RenderRequest[];
} {
  const requests: RenderRequest[] = [];
  return {
    requests,
    render: async (request): Promise<Rendered> => {
      requests.push(request);
      await before(request);
      const bytes = Buffer.from(`%PDF-1.7 ${request.run.period}`);
      return {
        title: `${request.subscription.name}: ${request.run.period}`,
        letter: [['All is well.']],
        viewVersion: null,
        questions: [],
        figures: [],
        told: [],
        asOf: request.now,
        files: [
          {
            format: 'pdf',
            name: `report-${request.run.period}.pdf`,
            mediaType: 'application/pdf',
            sha256: createHash('sha256').update(bytes).digest('hex'),
            bytes,
          },
        ],
      };
    },
  };
}

/** A clock that a test moves. */
export interface TestClock {
  now: number;
}

/** What a test may choose. */
export interface BenchOptions {
  readonly renderer?: ReportRenderer;
  readonly config?: Partial<ReportConfig>;
  readonly endedTokens?: ReadonlySet<string>;
}

/** A runner over the test's database and clock, without questions. */
export async function makeRunner(database: Database, clock: TestClock, options: BenchOptions = {}) {
  const failures: unknown[] = [];
  const directory: Directory = await new NetworkStore(database).directory();
  const archive = new ArchiveStore(database);
  const runner = new ReportRunner({
    database,
    directory: () => directory,
    renderer: options.renderer ?? testRenderer(),
    restater: new ReportRestater(archive, () => Promise.reject(new Error('There is no question.'))),
    config: { ...REPORT_DEFAULTS, ...options.config },
    isTokenEnded: async (id) => options.endedTokens?.has(id) === true,
    isLoadingHistory: () => false,
    now: () => clock.now,
    onFailure: (_, error) => failures.push(error),
  });
  return { runner, failures };
}

/** Works until nothing is left to do at this moment. */
export async function runAll(runner: ReportRunner): Promise<void> {
  for (let left = 20; left > 0 && (await runner.step()) > 0; left -= 1);
}

/** A subscription that was made at a moment; with a person of the people file as recipient where one is named. */
export async function subscribe(
  database: Database,
  id: string,
  now: number,
  more: {
    readonly content?: Partial<SubscriptionContent>;
    readonly runAs?: RunAs;
    readonly personIds?: readonly string[];
  } = {},
): Promise<void> {
  await new SubscriptionStore(database).add(id, { ...WEEKLY, ...more.content }, more.runAs ?? NETWORK_RIGHT, now);
  for (const personId of more.personIds ?? [])
    await new RecipientStore(database).add(
      { subscriptionId: id, personId, address: null, name: personId, by: 'ann' },
      now,
      async () => {},
    );
}

/** A person with an e-mail address. */
export async function addPerson(
  database: Database,
  id: string,
  { role = 'secretariat', scope = { kind: 'network' } }: { role?: string; scope?: Scope } = {},
): Promise<void> {
  const region = scope.kind === 'region' ? scope.regionId : null;
  await database.query(
    `INSERT INTO mnara.supervisor (supervisor_id, name, role, region_id, time_zone) VALUES ($1, $1, $2, $3,
      'Africa/Nairobi')`,
    [id, role, region],
  );
  await database.query(`INSERT INTO mnara.contact (supervisor_id, channel, address) VALUES ($1, 'email', $2)`, [
    id,
    `${id}@ministry.example`,
  ]);
}

/** An agent that was in contact at a moment and keeps nothing back. */
export async function addAgent(
  database: Database,
  centreId: string,
  lastReceivedAt: number,
  inFlight = 0,
): Promise<void> {
  await database.query(
    `INSERT INTO mnara.agent_position (agent_id, outbox_id, centre_key, last_seq, recorded_seq, last_event_at,
       last_received_at, heartbeat_seconds)
     SELECT $1, 'o1', centre_key, 100, 100 + $3::int, $2::timestamptz - interval '9 hours', $2, 30 FROM mnara.centre
       WHERE centre_id = $1
     ON CONFLICT (agent_id, outbox_id) DO UPDATE SET last_received_at = excluded.last_received_at, recorded_seq =
       excluded.recorded_seq, last_event_at = excluded.last_event_at`,
    [centreId, new Date(lastReceivedAt), inFlight],
  );
}

/** The real e-mail channel to the test's server, with the archive's files. */
export const mailChannel = (database: Database, server: Awaited<ReturnType<typeof startMailServer>>): Channel => {
  const files = new ReportFileStore(database);
  return smtpChannel(
    {
      host: '127.0.0.1',
      port: server.port,
      tls: 'starttls',
      user: 'mnara',
      password: 'secret',
      from: 'alerts@mnara.example',
    },
    (id) => files.read(id),
    undefined,
    { ca: server.ca },
  );
};

const PATIENT: RetryPolicy = {
  firstMs: 40,
  maxMs: 80,
  giveUpMs: 7_200_000,
  reportGiveUpMs: 3 * 86_400_000,
  minAttempts: 3,
};

/** A dispatcher by the test's clock. */
export const startDispatch = (database: Database, email: Channel, clock: TestClock) =>
  dispatch(database, { email }, { policy: PATIENT, now: () => clock.now });

/** Runs of a subscription, oldest first. */
export const runsOf = async (database: Database, id: string) =>
  [...(await new ArchiveStore(database).runs([id], 100))].reverse();
