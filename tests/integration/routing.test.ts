import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '#alerting/delivery/channel.js';
import { smtpChannel } from '#alerting/delivery/channels/email/smtp-channel.js';
import { readAddressRange } from '#alerting/delivery/channels/webhook/address-ranges.js';
import { webhookChannel } from '#alerting/delivery/channels/webhook/webhook-channel.js';
import type { Evaluator } from '#alerting/evaluation/evaluator.js';
import { parsePeople } from '#config-files/people/parse-people.js';
import { takeDue } from '#store/escalations/escalations.js';
import { applyPeople } from '#store/people/apply-people.js';
import { PeopleStore } from '#store/people/people-store.js';
import { readDutyBook } from '#store/people/read-duty-book.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { clearAlerts, evaluatorAt, rulesOf, statusAt } from '../_support/alerting-host.js';
import { dispatch } from '../_support/dispatch-host.js';
import { startReceiver, status } from '../_support/http-receiver.js';
import { startMailServer } from '../_support/mail-server.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const RULES = `rules:
  - { id: power, names: { en: No power }, advice: { en: Call }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes", policy: careful }
`;
const mail = (id: string): string => `{ channel: email, address: ${id}@x.example }`;
const people = (hook: string): string => `people:
  - { id: ann, name: Ann, role: centre_manager, centre: C1, contacts: [${mail('ann')}] }
  - { id: ben, name: Ben, role: centre_manager, centre: C1, contacts: [${mail('ben')}] }
  - { id: cat, name: Cat, role: centre_manager, centre: C1, contacts: [${mail('cat')}] }
  - { id: day, name: Day, role: centre_manager, centre: C3, hours: { tue: [["08:00", "17:00"]] }, contacts: [${mail('day')}] }
  - { id: sam, name: Sam, role: secretariat, contacts: [{ channel: webhook, address: "${hook}" }] }
rosters:
  - { id: c1, names: { en: C1 }, role: centre_manager, centre: C1, duties: [{ person: ann, deputy: ben }] }
policies:
  - id: careful
    names: { en: Careful }
    steps:
      - { targets: [centre_manager] }
      - { after: 5m, targets: [centre_manager], to: deputies }
      - { after: 10m, targets: [secretariat] }
`;
const MINUTE = 60_000;
const LOOPBACK = readAddressRange('127.0.0.0/8');
/** Tuesday, 12:00 in Nairobi. */
const START = Date.UTC(2026, 10, 24, 9, 0);
const clock = { now: START };
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let server: Awaited<ReturnType<typeof startMailServer>>;
let hooks: Awaited<ReturnType<typeof startReceiver>>;
let email: Channel;
let webhook: Channel;
let evaluator: Evaluator;
let sending: ReturnType<typeof dispatch>;

beforeAll(async () => {
  [network, server, hooks] = await Promise.all([startSmallNetwork(), startMailServer(), startReceiver(status(204))]);
  const smtp = {
    host: '127.0.0.1',
    port: server.port,
    tls: 'starttls',
    user: 'mnara',
    password: 'secret',
    from: 'alerts@mnara.example',
  } as const;
  email = smtpChannel(smtp, async () => undefined, undefined, { ca: server.ca });
  webhook = webhookChannel(
    {
      secrets: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`],
      privateRanges: LOOPBACK === undefined ? [] : [LOOPBACK],
      timeoutMs: 30_000,
    },
    { resolve: async () => ['127.0.0.1'], now: Date.now },
  );
  await use(people(`http://hooks.example:${hooks.port}/sam`));
  expect(await applyRules(network.database, rulesOf(RULES), 'test', START)).toMatchObject({ ok: true });
});
afterAll(async () => {
  await Promise.all([email?.close(), webhook?.close()]);
  await Promise.all([network?.stop(), server?.stop(), hooks?.stop()]);
});
beforeEach(async () => {
  await clearAlerts(network.database);
  clock.now = START;
  server.mails.length = 0;
  hooks.requests.length = 0;
  evaluator = evaluatorAt(network.database, 'test', clock);
  sending = dispatch(network.database, { email, webhook }, { now: () => clock.now });
});
afterEach(async () => {
  await sending.dispatcher.stop();
  expect(sending.failures).toEqual([]);
  await evaluator.stop();
});

async function use(text: string): Promise<readonly string[]> {
  const read = parsePeople(text);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const applied = await applyPeople(network.database, read.value, text, 'test', clock.now);
  if (!applied.ok) throw new Error(applied.faults.join('\n'));
  return applied.notes;
}

/**
 * Advances the clock by minutes, with the power down in these centres; everything due in each minute is handed over
 * before the next one.
 */
async function pass(minutes: number, powerDown: readonly string[]): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.now += MINUTE;
    evaluator.apply(['C1', 'C2', 'C3'].map((id) => statusAt(id, clock.now, { powerDown: powerDown.includes(id) })));
    await evaluator.step();
    await takeDue(network.database, clock.now, 100);
    sending.dispatcher.wake();
    await handedOver();
  }
}

async function handedOver(): Promise<void> {
  const waiting = async (): Promise<number | undefined> =>
    (
      await network.database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM mnara.notification WHERE state = 'waiting' AND (due_at <= $1 OR attempts > 0)`,
        [new Date(clock.now)],
      )
    ).rows[0]?.n;
  await until('no due message is waiting', async () => (await waiting()) === 0, waiting);
}

/** Who was notified, as the external servers received it. */
const notified = (): string[] => [
  ...server.mails.flatMap(({ to }) => to.map((address) => address.replace('@x.example', ''))),
  ...hooks.requests.map(({ path }) => path.slice(1)),
];
const timeline = async () =>
  (
    await network.database.query<{ kind: string; detail: Record<string, unknown> }>(
      `SELECT kind, detail FROM mnara.alert_entry WHERE kind NOT IN ('sent', 'delivered') ORDER BY entry_id`,
    )
  ).rows;
const acknowledge = (by: string, minutes: number) =>
  network.database.query(
    `UPDATE mnara.alert SET acknowledged_by = $1, acknowledged_at = $2, acknowledged_until = $3,
      version = nextval('mnara.alert_change')`,
    [by, new Date(clock.now), new Date(clock.now + minutes * MINUTE)],
  );

test('the person on duty is notified, then the deputy, then the secretariat', async () => {
  await pass(1, ['C1']);
  expect(notified()).toEqual(['ann']);
  await pass(4, ['C1']);
  expect(notified()).toEqual(['ann']);
  await pass(1, ['C1']);
  expect(notified()).toEqual(['ann', 'ben']);
  await pass(10, ['C1']);
  expect(notified()).toEqual(['ann', 'ben', 'sam']);
  expect(JSON.parse(hooks.requests[0]?.body ?? '{}')).toMatchObject({
    key: expect.stringMatching(/^alert \d+\/page 1\/round 0\/step 2\/contact \d+$/),
  });
});

test('an acknowledgement stops it; when it expires it begins again', async () => {
  await pass(1, ['C1']);
  await acknowledge('Ann', 20);
  await pass(19, ['C1']);
  expect(notified()).toEqual(['ann']);
  await pass(1, ['C1']);
  expect(notified()).toEqual(['ann', 'ann']);
  await pass(5, ['C1']);
  expect(notified()).toEqual(['ann', 'ann', 'ben']);
});

test('a stand-in comes before the roster, until it has ended', async () => {
  const port = new PeopleStore(network.database);
  const standIn = {
    rosterId: 'c1',
    personId: 'cat',
    insteadOfId: null,
    from: START,
    to: START + 3 * MINUTE,
    reason: 'ill',
    madeBy: 'test',
  };
  const made = await port.addStandIn(standIn, START);
  expect(made).toMatchObject({ personId: 'cat' });
  expect(await port.addStandIn({ ...standIn, personId: 'day' }, START)).toBeUndefined();
  await pass(1, ['C1']);
  await pass(2, []);
  await pass(1, ['C1']);
  expect(server.mails[0]?.to).toEqual(['cat@x.example']);
  expect(server.mails.at(-1)?.to).toEqual(['ann@x.example']);
  expect(await port.endStandIn(made?.id ?? '', 'test', START + MINUTE)).toMatchObject({ id: made?.id });
  expect((await port.read(START)).rosters).toMatchObject([{ id: 'c1', standIns: [] }]);
});

test('a stand-in for one person replaces only that person', async () => {
  const port = new PeopleStore(network.database);
  const standIn = {
    rosterId: 'c1',
    personId: 'cat',
    from: START,
    to: START + 3 * MINUTE,
    reason: 'ill',
    madeBy: 'test',
  };
  expect(await port.addStandIn({ ...standIn, insteadOfId: 'sam' }, START)).toBeUndefined();
  const made = await port.addStandIn({ ...standIn, insteadOfId: 'ann' }, START);
  expect(made).toMatchObject({ personId: 'cat', insteadOfId: 'ann' });
  await pass(1, ['C1']);
  expect(server.mails.map(({ to }) => to)).toEqual([['cat@x.example']]);
  await port.endStandIn(made?.id ?? '', 'test', START);
});

test('on a public holiday no hours apply, except of persons who work on holidays', async () => {
  const day = '{ id: day, name: Day, role: centre_manager, centre: C3,';
  const text = people(`http://hooks.example:${hooks.port}/sam`);
  // C3 is closed on that Tuesday; sam, who belongs to no centre, has the network's holidays.
  await network.database.query(`UPDATE mnara.centre SET holidays = '["2026-11-24"]' WHERE centre_id = 'C3'`);
  await pass(1, ['C3']);
  expect(notified()).toEqual(['sam']);
  expect(await timeline()).toMatchObject([
    { kind: 'fired' },
    { kind: 'not_notified', detail: { absent: [{ supervisorId: 'day', why: 'off_hours' }] } },
    {},
    { kind: 'notified' },
  ]);
  await clearAlerts(network.database);
  await use(text.replace(day, `${day} worksOnHolidays: true,`));
  await pass(1, []);
  await pass(1, ['C3']);
  // Mails first, in order: the message to sam is from before.
  expect(notified()).toEqual(['day', 'sam']);
  // A person without a centre has the network's holidays, of which only those around the moment are read.
  await network.database.query(`UPDATE mnara.network SET holidays = '["2026-11-24", "2026-12-25"]'`);
  await use(text.replace('role: secretariat,', 'role: secretariat, hours: { tue: [["08:00", "17:00"]] },'));
  const alert = {
    alertId: 1,
    ruleId: 'r',
    severity: 'info',
    regionId: undefined,
    centreId: undefined,
    agencyId: undefined,
  } as const;
  const book = await readDutyBook(network.database, [alert], clock.now);
  expect([...(book.list('secretariat', '').people.get('sam')?.holidays ?? [])]).toEqual(['2026-11-24']);
  await network.database.query(`UPDATE mnara.centre SET holidays = '[]'; UPDATE mnara.network SET holidays = '[]'`);
  await use(text);
});

test('outside a person’s hours the next step is taken at once, and the timeline says why', async () => {
  clock.now = Date.UTC(2026, 10, 24, 18, 0);
  await pass(1, ['C3']);
  // There is no deputy either: the secretariat is notified without delay.
  expect(notified()).toEqual(['sam']);
  expect((await timeline()).map(({ kind, detail }) => [kind, detail['by'], detail['absent'], detail['next']])).toEqual([
    ['fired', undefined, undefined, undefined],
    ['not_notified', ['nobody'], [{ target: 'centre_manager', supervisorId: 'day', why: 'off_hours' }], 'step'],
    ['not_notified', ['nobody'], [{ target: 'centre_manager', why: 'no_deputy' }], 'step'],
    ['notified', undefined, undefined, undefined],
  ]);
});

test('a silence is recorded and no one is notified; when it ends they are', async () => {
  await network.database.query(
    `INSERT INTO mnara.silence (kind, centre_id, from_at, to_at, reason, made_by, made_at)
      VALUES ('silence', 'C1', $1, $2, 'drill', 'ann', $1)`,
    [new Date(START), new Date(START + 3 * MINUTE)],
  );
  await pass(2, ['C1']);
  expect(notified()).toEqual([]);
  expect((await timeline()).at(-1)).toMatchObject({ kind: 'not_notified', detail: { by: ['silence'] } });
  await pass(2, ['C1']);
  expect(notified()).toEqual(['ann']);
});

test('a message that fails finally brings the next step forward, and in the end the secretariat', async () => {
  server.behave((to) =>
    to.startsWith('ann') || to.startsWith('ben') ? { status: 550, text: 'no such user' } : undefined,
  );
  try {
    await pass(3, ['C1']);
  } finally {
    server.behave(() => undefined);
  }
  expect(notified()).toEqual(['sam']);
  expect((await timeline()).filter(({ kind }) => kind === 'not_notified')).toMatchObject([
    { detail: { by: ['failed'], step: 0, next: 'step' } },
    { detail: { by: ['failed'], step: 1, next: 'step' } },
  ]);
});

test('alerts that follow soon are grouped: one message for everything that arrives in the pause', async () => {
  const later = people(`http://hooks.example:${hooks.port}/sam`).replace(
    '- { targets: [centre_manager] }',
    '- { targets: [secretariat] }',
  );
  await use(later);
  const round = async (seconds: number, down: readonly string[]): Promise<void> => {
    clock.now += seconds * 1000;
    evaluator.apply(['C1', 'C2', 'C3'].map((id) => statusAt(id, clock.now, { powerDown: down.includes(id) })));
    await evaluator.step();
    sending.dispatcher.wake();
    await handedOver();
  };
  await round(60, ['C1']);
  expect(hooks.requests).toHaveLength(1);
  await round(1, ['C1', 'C2']);
  await round(0.5, ['C1', 'C2', 'C3']);
  expect(hooks.requests).toHaveLength(1);
  await round(0.6, ['C1', 'C2', 'C3']);
  // Two regions, one problem, one message.
  expect(hooks.requests).toHaveLength(2);
  expect(JSON.parse(hooks.requests[1]?.body ?? '{}')).toMatchObject({ type: 'mnara.page', alerts: [{}, {}] });
  await use(people(`http://hooks.example:${hooks.port}/sam`));
});

test('a storm belongs to no centre: the secretariat is notified at once', async () => {
  await applyRules(network.database, rulesOf(RULES.replace('hours: always', 'hours: always, cap: 1')), 'test', START);
  await pass(1, ['C1', 'C3']);
  expect(notified()).toEqual(['ann', 'sam']);
  expect((await timeline()).flatMap(({ detail }) => detail['absent'] ?? [])).toEqual([
    { target: 'centre_manager', why: 'no_place' },
    { target: 'centre_manager', why: 'no_place' },
  ]);
  await applyRules(network.database, rulesOf(RULES), 'test', START);
});

test('an edit affects new alerts only; a person who was removed from the file is not notified', async () => {
  await pass(1, ['C1']);
  const hook = `http://hooks.example:${hooks.port}/sam`;
  const edited = people(hook)
    .replace('after: 5m', 'after: 1m')
    .replace('person: ann, deputy: ben', 'person: cat, deputy: ben');
  await use(edited.replace(/ {2}- \{ id: ann,.*\n/, ''));
  await pass(4, ['C1']);
  expect(notified()).toEqual(['ann']);
  await pass(1, ['C1']);
  expect(notified()).toEqual(['ann', 'ben']);
  await pass(1, []);
  await pass(1, ['C1']);
  await pass(1, ['C1']);
  expect(server.mails.map(({ to: [to] }) => to?.split('@')[0]).slice(-2)).toEqual(['cat', 'ben']);
  expect(await use(people(hook))).toEqual([
    'No agency_head for KRA, NRB: steps for them are skipped.',
    'No centre_manager for C2: steps for them are skipped.',
    'No county_commissioner for R1, R2: steps for them are skipped.',
  ]);
});

test('unknown places, and a file without a policy that a rule still uses, are rejected as a whole', async () => {
  const text = people('https://hooks.example/sam')
    .replaceAll('centre: C3', 'centre: C9')
    .replace('id: careful', 'id: other');
  const read = parsePeople(text);
  if (!read.ok) throw new Error('the file is valid');
  expect(await applyPeople(network.database, read.value, text, 'test', clock.now)).toEqual({
    ok: false,
    faults: [
      'Person "day" names the centre "C9", which is not in the network; correct the id, or add it there first.',
      'Rule power uses the policy "careful", which the file does not describe; add it, or change the rule first.',
    ],
  });
});
