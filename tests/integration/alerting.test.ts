import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askHistory } from '#administration/rules/ask-history.js';
import type { Evaluator } from '#alerting/evaluation/evaluator.js';
import { audit } from '#store/alerts/audit.js';
import { takeDue } from '#store/escalations/escalations.js';
import { applyRules, RulesChangedError, readRuleBook } from '#store/rules/apply-rules.js';
import { clearAlerts, evaluatorAt, PEOPLE, rulesOf, statusAt } from '../_support/alerting-host.js';
import { startSmallNetwork } from '../_support/small-network.js';

const rule = (id: string, watch: string, rest: string): string =>
  `  - { id: ${id}, names: { en: ${id} }, advice: { en: Look }, severity: critical, watch: ${watch}, hours: always, ${rest} }\n`;
const RULES = `rules:\n${[
  rule('silent', 'agent_silent', 'each: centre, fire: "> 4 x target", clear: "< 2 x target", inhibits: true'),
  rule('power', 'power_down', 'each: centre, fire: "yes", cap: 2'),
  rule(
    'wait',
    'longest_wait_now',
    'each: service, fire: "> 3 x target", clear: "< 2 x target", for: 1m, keepFiringFor: 1m',
  ),
  rule('mean', 'wait_mean', 'each: service, fire: "> 1.5 x usual", window: 1h, least: 5'),
].join('')}`;

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 7, 0);
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let evaluator: Evaluator;
const clock = { now: START };

beforeAll(async () => {
  network = await startSmallNetwork();
  await network.database.query(PEOPLE);
  expect(await applyRules(network.database, rulesOf(RULES), 'test', START)).toMatchObject({ ok: true });
});
afterAll(() => network?.stop());
beforeEach(async () => {
  await clearAlerts(network.database);
  clock.now = START;
  evaluator = evaluatorAt(network.database, 'first', clock);
  contact(['C1', 'C2', 'C3']);
});

const CENTRES = ['C1', 'C2', 'C3'];
/** Sends statuses of centres that are in contact now, with what differs from a quiet centre. */
function contact(ids: readonly string[] = CENTRES, more: Parameters<typeof statusAt>[2] = {}): void {
  evaluator.apply(ids.map((id) => statusAt(id, clock.now, more)));
}

/** Advances the clock in minutes; every centre has contact in each, some with a difference. */
async function pass(minutes: number, ids: readonly string[], more: Parameters<typeof statusAt>[2]): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.now += MINUTE;
    contact(CENTRES.filter((id) => !ids.includes(id)));
    contact(ids, more);
    await evaluator.step();
    await takeDue(network.database, clock.now, 100);
  }
}

async function rows<Row>(sql: string): Promise<Row[]> {
  return (await network.database.query<Row>(sql)).rows;
}
const alerts = () =>
  rows<Record<string, unknown>>(
    'SELECT rule_id AS rule, identity, condition, signal, episode, suppressed_by AS suppressed, closed_at IS NOT NULL AS closed FROM mnara.alert ORDER BY alert_id',
  );
const texts = async (sql: string) => (await rows<{ text: string }>(sql)).map(({ text }) => text);
const timeline = () =>
  texts(`SELECT concat_ws(' ', rule_id, identity, kind) AS text FROM mnara.alert_entry
    JOIN mnara.alert USING (alert_id) ORDER BY entry_id`);
const outbox = async () => {
  const all =
    await texts(`SELECT concat_ws(' ', kind, split_part(idempotency_key, '/contact', 1), supervisor_id, channel,
    priority) AS text FROM mnara.notification ORDER BY notification_id`);
  return all.map((text) => text.replace(/alert \d+/, 'alert N'));
};

test('a page is written with its alert, its timeline and its escalation, and sent again step by step', async () => {
  await pass(1, ['C1'], { powerDown: true });
  expect(await alerts()).toEqual([
    {
      rule: 'power',
      identity: 'centre=C1',
      condition: 'firing',
      signal: 'ok',
      episode: 1,
      suppressed: [],
      closed: false,
    },
  ]);
  expect(await outbox()).toEqual([
    'page alert N/page 1/round 0/step 0 manager-C1 email 0',
    'page alert N/page 1/round 0/step 0 manager-C1 sms 0',
  ]);
  await pass(15, ['C1'], { powerDown: true });
  expect((await outbox()).slice(2)).toEqual(['page alert N/page 1/round 0/step 1 commissioner-R1 email 1']);
  await pass(1, ['C1'], { powerDown: false });
  expect((await outbox()).slice(3).sort()).toEqual([
    'resolved alert N/resolved/episode 1 commissioner-R1 email 1',
    'resolved alert N/resolved/episode 1 manager-C1 email 1',
    'resolved alert N/resolved/episode 1 manager-C1 sms 1',
  ]);
  expect(await timeline()).toEqual([
    'power centre=C1 fired',
    'power centre=C1 notified',
    'power centre=C1 notified',
    'power centre=C1 cleared',
  ]);
  // No one acknowledged it: it stays on the list until the time of its severity has passed.
  expect(await alerts()).toMatchObject([{ condition: 'normal', closed: false }]);
  clock.now += 24 * 60 * MINUTE;
  contact();
  await evaluator.step();
  expect(await alerts()).toMatchObject([{ condition: 'normal', closed: true }]);
});

test('a timeline is append-only', async () => {
  await pass(1, ['C1'], { powerDown: true });
  await expect(network.database.query(`UPDATE mnara.alert_entry SET kind = 'x'`)).rejects.toThrow('append-only');
  await expect(network.database.query('DELETE FROM mnara.alert_entry')).rejects.toThrow('append-only');
});

test('a pending alert survives a change of the evaluator, and fires at its time', async () => {
  const queues = [{ serviceId: 'S1', waiting: 3, longestSince: START - 31 * MINUTE, issuedSum: 3 * START, serving: 0 }];
  contact(['C1'], { queues });
  await evaluator.step();
  expect(await alerts()).toMatchObject([{ rule: 'wait', condition: 'pending', episode: 0 }]);
  expect(await timeline()).toEqual([]);
  await evaluator.stop();
  evaluator = evaluatorAt(network.database, 'second', clock);
  await pass(1, ['C1'], { queues });
  expect(await alerts()).toMatchObject([{ rule: 'wait', identity: 'centre=C1,service=S1', condition: 'firing' }]);
  expect(await outbox()).toHaveLength(2);
});

test('a silent agent inhibits the other alerts of its centre, whose data resolve nothing', async () => {
  await pass(1, ['C1'], { powerDown: true });
  const before = (await outbox()).length;
  // C1 sends nothing more.
  for (let minute = 0; minute < 3; minute += 1) {
    clock.now += MINUTE;
    contact(['C2', 'C3']);
    await evaluator.step();
  }
  expect(await alerts()).toMatchObject([
    { rule: 'power', condition: 'firing', signal: 'no_data', suppressed: ['inhibited'] },
    { rule: 'silent', identity: 'centre=C1', condition: 'firing', suppressed: [] },
  ]);
  expect((await outbox()).slice(before)).toEqual([
    'page alert N/page 1/round 0/step 0 manager-C1 email 0',
    'page alert N/page 1/round 0/step 0 manager-C1 sms 0',
  ]);
  expect(await timeline()).toContain('power centre=C1 no_data');
});

test('a flood of late events raises no page for the past, and times in the future are not trusted', async () => {
  const past = clock.now - 3 * 60 * MINUTE;
  const queues = [{ serviceId: 'S1', waiting: 3, longestSince: past, issuedSum: 3 * past, serving: 0 }];
  await pass(5, ['C1'], { queues, lastEventAt: past, watermark: past });
  await pass(5, ['C1'], { powerDown: true, watermark: clock.now + 60 * MINUTE });
  expect(await alerts()).toEqual([]);
  // Control: the same queue of a centre that has sent everything.
  await pass(2, ['C1'], { queues, watermark: clock.now + MINUTE });
  expect(await alerts()).toMatchObject([{ rule: 'wait', condition: 'firing' }]);
});

test('above its cap a rule raises one storm; a waiting alert fires when there is room', async () => {
  await pass(1, CENTRES, { powerDown: true });
  expect(await alerts()).toMatchObject([
    { identity: 'centre=C1', condition: 'firing' },
    { identity: 'centre=C2', condition: 'firing' },
    { identity: 'centre=C3', condition: 'pending' },
    { identity: 'storm', condition: 'firing' },
  ]);
  await pass(1, ['C2', 'C3'], { powerDown: true });
  expect((await alerts()).map(({ identity, condition }) => `${identity} ${condition}`)).toEqual([
    'centre=C1 normal',
    'centre=C2 firing',
    'centre=C3 firing',
    'storm firing',
  ]);
  await pass(1, [], {});
  expect((await alerts()).map(({ condition }) => condition)).toEqual(['normal', 'normal', 'normal', 'normal']);
});

describe('several evaluators', () => {
  test('one evaluates, the other stands by; an evaluator that lost its lease writes nothing', async () => {
    const other = evaluatorAt(network.database, 'second', clock);
    await evaluator.step();
    expect((await other.step()).kind).toBe('standby');
    await network.database.query(`UPDATE mnara.evaluator SET lease_until = '-infinity'`);
    clock.now += MINUTE;
    const down = CENTRES.map((id) => statusAt(id, clock.now, { powerDown: id === 'C1' }));
    other.apply(down);
    evaluator.apply(down);
    expect((await other.step()).kind).toBe('whole');
    expect((await evaluator.step()).isStale).toBe(true);
    expect(await outbox()).toHaveLength(2);
    expect(evaluator.isLeading).toBe(false);
  });

  test('escalations are claimed: two processes that take due steps at the same time take each step once', async () => {
    await pass(1, ['C1', 'C3'], { powerDown: true });
    const due = clock.now + 15 * MINUTE;
    const taken = await Promise.all([takeDue(network.database, due, 1), takeDue(network.database, due, 1)]);
    expect(taken).toEqual([1, 1]);
    expect(await takeDue(network.database, due, 10)).toBe(0);
    const said = await outbox();
    expect(new Set(said).size).toBe(said.length);
  });

  test('an alert that another process changed is read again, and decided again', async () => {
    await pass(1, ['C1'], { powerDown: true });
    await network.database.query(`UPDATE mnara.alert SET version = nextval('mnara.alert_change')`);
    clock.now += MINUTE;
    contact();
    expect((await evaluator.step()).isStale).toBe(true);
    expect((await evaluator.step()).isStale).toBe(false);
    expect(await alerts()).toMatchObject([{ condition: 'normal' }]);
  });
});

test('a silence records why no one is notified; when it ends, they are', async () => {
  await network.database.query(
    `INSERT INTO mnara.silence (kind, centre_id, from_at, to_at, reason, made_by, made_at)
      VALUES ('maintenance', 'C1', $1, $2, 'new roof', 'ann', $1)`,
    [new Date(START), new Date(START + 5 * MINUTE)],
  );
  await pass(2, ['C1'], { powerDown: true });
  expect(await outbox()).toEqual([]);
  expect(await timeline()).toEqual([
    'power centre=C1 fired',
    'power centre=C1 suppressed',
    'power centre=C1 not_notified',
  ]);
  await pass(4, ['C1'], { powerDown: true });
  expect(await outbox()).toHaveLength(2);
  expect((await timeline()).slice(3)).toEqual(['power centre=C1 released', 'power centre=C1 notified']);
});

test('an acknowledgement that expires pages again, as another page', async () => {
  await pass(1, ['C1'], { powerDown: true });
  await network.database.query(
    `UPDATE mnara.alert SET acknowledged_by = 'ann', acknowledged_at = $1, acknowledged_until = $2,
      version = nextval('mnara.alert_change')`,
    [new Date(clock.now), new Date(clock.now + 20 * MINUTE)],
  );
  await pass(19, ['C1'], { powerDown: true });
  expect(await outbox()).toHaveLength(2);
  await pass(1, ['C1'], { powerDown: true });
  expect((await outbox()).slice(2)).toEqual([
    'page alert N/page 2/round 0/step 0 manager-C1 email 1',
    'page alert N/page 2/round 0/step 0 manager-C1 sms 1',
  ]);
  expect(await timeline()).toContain('power centre=C1 acknowledgement_expired');
});

test('the auditor finds an alert without a next step and reports it once', async () => {
  await pass(1, ['C1'], { powerDown: true });
  expect((await audit(network.database, clock.now)).all).toEqual([]);
  await network.database.query('UPDATE mnara.escalation SET due_at = NULL');
  await network.database.query(`UPDATE mnara.notification SET state = 'sent'`);
  expect((await audit(network.database, clock.now)).fresh).toMatchObject([{ ruleId: 'power', why: 'nobody_answered' }]);
  expect(await audit(network.database, clock.now)).toMatchObject({ all: [{}], fresh: [] });
  expect(await timeline()).toContain('power centre=C1 without_next_step');
});

test('a rule on a KPI compares with the usual day, over a window of the rollups', async () => {
  const serve = (daysBack: number, seconds: number): Promise<unknown> =>
    network.database.query(
      `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, demand_started, wait_n, wait_ms)
       SELECT centre_key, service_key, $1, 10, 10, 10000 * $2::bigint FROM mnara.centre, mnara.service
         WHERE centre_id = 'C1' AND service_id IN ('S1', 'S2')`,
      [new Date(START - daysBack * 24 * 60 * MINUTE - 15 * MINUTE), seconds],
    );
  for (const [daysBack, seconds] of [
    [7, 100],
    [14, 200],
    [1, 9999],
  ] as const)
    await serve(daysBack, seconds);
  await serve(0, 220);
  await network.database.query(
    `UPDATE mnara.rollup_quarter SET wait_ms = wait_ms * 2 WHERE bucket = $1 AND service_key = (SELECT service_key
      FROM mnara.service WHERE service_id = 'S1')`,
    [new Date(START - 15 * MINUTE)],
  );
  await evaluator.step();
  await evaluator.untilRead();
  clock.now += 5_000;
  await evaluator.step();
  const found = await rows('SELECT identity, agency_id, value, threshold FROM mnara.alert');
  expect(found).toEqual([{ identity: 'centre=C1,service=S1', agency_id: 'NRB', value: 440, threshold: 225 }]);
  // Figures that cannot be read resolve nothing: the alert becomes unknown, and its timeline records it.
  await network.database.query('ALTER TABLE mnara.rollup_quarter RENAME TO rollup_away');
  clock.now += 60_000;
  await evaluator.step();
  await evaluator.untilRead();
  clock.now += 5_000;
  await evaluator.step();
  await network.database.query('ALTER TABLE mnara.rollup_away RENAME TO rollup_quarter');
  expect(await alerts()).toMatchObject([{ rule: 'mean', condition: 'firing', signal: 'error' }]);
  expect(await timeline()).toContain('mean centre=C1,service=S1 error');
  expect(evaluator.readingFailure).toMatchObject({ message: expect.stringContaining('rollup_quarter') });
  await network.clear();
});

test('rules have versions; a removed one closes its alerts, and unknown ids are rejected', async () => {
  await pass(1, ['C1'], { powerDown: true });
  const less = rulesOf(RULES).filter(({ id }) => id !== 'power');
  expect(await applyRules(network.database, less, 'test', clock.now)).toMatchObject({
    ok: true,
    removed: ['power'],
    same: 3,
  });
  await pass(1, ['C1'], { powerDown: true });
  expect(await alerts()).toMatchObject([{ rule: 'power', closed: true }]);
  expect(await applyRules(network.database, rulesOf(RULES), 'test', clock.now)).toMatchObject({
    ok: true,
    added: ['power'],
  });
  expect(await rows(`SELECT version FROM mnara.rule WHERE rule_id = 'power'`)).toEqual([{ version: 2 }]);
  const wrong = rulesOf(RULES).map((one) => ({ ...one, where: { centres: ['C9'] } }));
  expect(await applyRules(network.database, wrong.slice(0, 1), 'test', clock.now)).toEqual({
    ok: false,
    faults: ['Rule silent names the centre "C9", which does not exist; correct the id, or add it first.'],
  });
});

test('the rule book keeps the text of its file while the file describes the active rules', async () => {
  const book = () => readRuleBook(network.database);
  const commented = RULES.replace('rules:', '# Ours.\nrules:');
  await applyRules(network.database, rulesOf(commented), 'test', clock.now, { yaml: commented });
  const first = await book();
  expect(first.yaml).toBe(commented);
  const again = commented.replace('Ours', 'Theirs');
  const saving = (yaml: string) =>
    applyRules(network.database, rulesOf(yaml), 'test', clock.now, { yaml, revision: first.revision });
  expect(await saving(again)).toMatchObject({ ok: true, changed: [], same: 4 });
  expect((await book()).yaml).toBe(again);
  // Comments alone are a change too: a user who read the book before would overwrite them.
  await expect(saving(commented)).rejects.toThrow(RulesChangedError);
  await applyRules(network.database, rulesOf(RULES).slice(1), 'test', clock.now);
  const { yaml } = await book();
  expect(yaml).not.toContain('Theirs');
  expect(rulesOf(yaml)).toEqual(
    rulesOf(RULES)
      .slice(1)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  await applyRules(network.database, rulesOf(RULES), 'test', clock.now);
});

test('a backtest reports when rules would have fired on stored history, and which it cannot answer', async () => {
  const at = (minutes: number): Date => new Date(START + minutes * MINUTE);
  // A person waits from 10:05 to 10:50 (Nairobi's time zone) for a service with a target of 10 minutes.
  await network.database.query(
    `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, left_queue_at, called_at, closed_at,
      facts)
     SELECT centre_key, 'v1', 1, service_key, $1, $2, $2, $2, '[]' FROM mnara.centre, mnara.service
       WHERE centre_id = 'C1' AND service_id = 'S1'`,
    [at(5), at(50)],
  );
  await network.database.query(
    `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, demand_started, wait_n, wait_ms)
     SELECT centre_key, service_key, $1, 10, 10, 27000000 FROM mnara.centre, mnara.service
       WHERE centre_id = 'C1' AND service_id = 'S1'`,
    [at(45)],
  );
  const mean = rule('mean', 'wait_mean', 'each: centre, fire: "> 30m", window: 1h, least: 5');
  const rules = rulesOf(`${RULES.replace(/ {2}- \{ id: mean.*\n/, mean)}`);
  const answer = await askHistory(network.database, { rules, from: '2026-11-24T10:00', to: '2026-11-24T13:00' });
  expect(answer).toEqual({
    ok: true,
    skipped: ['silent', 'power'].map((ruleId) => ({
      ruleId,
      why: expect.stringContaining('is not stored, only shown live'),
    })),
    firings: [
      {
        ruleId: 'wait',
        identity: 'centre=C1,service=S1',
        firedAt: START + 45 * MINUTE,
        clearedAt: START + 55 * MINUTE,
        value: 2400,
        threshold: 1800,
      },
      {
        ruleId: 'mean',
        identity: 'centre=C1',
        firedAt: START + 45 * MINUTE,
        clearedAt: undefined,
        value: 2700,
        threshold: 1800,
      },
    ],
  });
  const long = await askHistory(network.database, { rules, from: '2025-01-01', to: '2026-11-24' });
  expect(long).toMatchObject({ ok: false, faults: [expect.stringContaining('choose a shorter period')] });
  await network.clear();
});
