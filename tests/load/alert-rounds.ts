// How long a round of 200 alert rules takes over thousands of centres, and 500 alarms at once. `npm run bench --
// alert-rounds [--centres 12638] [--rounds 5]`

import { Evaluator, INTERVALS, type RoundReport } from '#alerting/evaluation/evaluator.js';
import { parseRules } from '#config-files/rules/parse-rules.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import type { Database } from '#platform/postgres/database.js';
import { EvaluationStore } from '#store/alerts/evaluation-store.js';
import { WatchStore } from '#store/alerts/watch-store.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';

const options = readOptions({ centres: 12_638, rounds: 5 });
const SERVICES = 3;
const DESKS = 6;
const LIVE_RULES = 160;
const KPI_RULES = 40;
const ALARMS = 500;
const QUARTER_MS = 15 * 60_000;

/** Rules as a country would have them: most of them do not fire. */
const LIVE = [
  ['longest_wait_now', 'service', '> 3 x target'],
  ['longest_wait_now', 'centre', '> 90m'],
  ['waiting_per_desk', 'centre', '> 20'],
  ['waiting_without_desk', 'centre', '> 0'],
  ['desks_open_share', 'centre', '< 20%'],
  ['idle_while_waiting', 'centre', '> 5'],
  ['agent_silent', 'centre', '> 4 x target'],
  ['not_opened', 'centre', '> 15m'],
  ['upstream_down', 'agency', 'yes'],
  ['clock_skew', 'centre', '> 2m'],
] as const;
const KPIS = [
  ['service_level', '1h', '< 10%'],
  ['abandonment_rate', '2h', '> 90%'],
  ['wait_mean', '1h', '> 90m'],
  ['quick_close_rate', '2h', '> 90%'],
] as const;

const written = (id: string, watch: string, each: string, fire: string, more = ''): string =>
  `  - { id: ${id}, names: { en: R }, advice: { en: R }, severity: warning, hours: always, cap: 10000, policy: manager, watch: ${watch}, each: ${each}, fire: "${fire}"${more} }\n`;

function ruleFile(): string {
  let text = 'rules:\n';
  for (let n = 0; n < LIVE_RULES - 1; n += 1) {
    const [watch, each, fire] = LIVE[n % LIVE.length] ?? LIVE[0];
    text += written(`live_${n}`, watch, each, fire);
  }
  text += written('power', 'power_down', 'centre', 'yes');
  for (let n = 0; n < KPI_RULES; n += 1) {
    const [watch, window, fire] = KPIS[n % KPIS.length] ?? KPIS[0];
    text += written(`kpi_${n}`, watch, 'centre', fire, `, window: ${window}`);
  }
  return text;
}

const picture = (centreId: string, now: number, more: Partial<CentreStatus> = {}): CentreStatus => ({
  centreId,
  asOf: now,
  openLegs: 0,
  lastEventAt: now,
  lastContactAt: now,
  watermark: now,
  clockOffsetMs: 20,
  heartbeatSeconds: 30,
  isOpen: true,
  powerDown: false,
  upstreamDownAgencyIds: [],
  staffLoggedIn: DESKS,
  queues: Array.from({ length: SERVICES }, (_, n) => ({
    serviceId: `S${n}`,
    waiting: 4,
    longestSince: now - 300_000,
    issuedSum: 4 * (now - 200_000),
    serving: 1,
  })),
  desks: Array.from({ length: DESKS }, (_, n) => ({
    deskId: `D${n}`,
    isOpen: true,
    isLoggedIn: true,
    state: n % 2 === 0 ? 'serving' : 'available',
    since: now,
    serviceId: n % 2 === 0 ? `S${n % SERVICES}` : null,
    ticketNo: null,
  })),
  ...more,
});

interface Measured {
  readonly milliseconds: number;
  readonly cpuMs: number;
  readonly report: RoundReport;
}

async function measured(step: () => Promise<RoundReport>): Promise<Measured> {
  const before = process.cpuUsage();
  const started = performance.now();
  const report = await step();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { milliseconds, cpuMs: (user + system) / 1000, report };
}

const median = (values: readonly number[]): number => new Distribution(values).at(0.5);
const say = (rounds: readonly Measured[]): string =>
  `${median(rounds.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms, ${median(rounds.map(({ cpuMs }) => cpuMs)).toFixed(0)} ms CPU`;

async function prepare(database: Database, now: number): Promise<void> {
  await database.query(
    `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, visits, demand_started, wait_n, wait_ms,
      within_target, target_n, served, ended, closed_legs, complete_legs)
     SELECT centre_key, service_key, at, 5, 5, 5, 900000, 4, 5, 5, 5, 5, 5
       FROM mnara.centre, mnara.service, generate_series($1::timestamptz - interval '2 hours', $1,
       interval '15 minutes') AS at
     WHERE service_id IN ('S0', 'S1', 'S2')`,
    [new Date(now - 60_000)],
  );
  await database.query(
    `INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, time_zone)
      SELECT centre_id, centre_id, 'centre_manager', centre_id, 'UTC' FROM mnara.centre`,
  );
  await database.query(
    `INSERT INTO mnara.contact (supervisor_id, channel, address) SELECT supervisor_id, 'email', 'x'
      FROM mnara.supervisor`,
  );
  await database.query('ANALYZE');
  const rules = parseRules(ruleFile());
  if (!rules.ok) throw new Error(JSON.stringify(rules.faults[0]));
  await applyRules(database, rules.value, 'bench', now);
}

function applyStatuses(
  evaluator: Evaluator,
  now: number,
  centreIds: readonly string[],
  more: Partial<CentreStatus> = {},
): void {
  evaluator.apply(centreIds.map((id) => picture(id, now, more)));
}

/** Advances the clock from round to round and measures each kind of round. */
async function measureRounds(evaluator: Evaluator, clock: { now: number }, ids: readonly string[]) {
  const withKpis: Measured[] = [];
  const whole: Measured[] = [];
  const reads: Measured[] = [];
  const changed: Measured[] = [];
  for (let round = 0; round < options.rounds + 1; round += 1) {
    clock.now += INTERVALS.kpiMs;
    applyStatuses(evaluator, clock.now, ids);
    reads.push(
      await measured(async () => {
        const report = await evaluator.step();
        await evaluator.untilRead();
        return report;
      }),
    );
    clock.now += INTERVALS.wholeMs;
    withKpis.push(await measured(() => evaluator.step()));
    clock.now += 1_000;
    applyStatuses(evaluator, clock.now, ids.slice(0, 1_000));
    changed.push(await measured(() => evaluator.step()));
    clock.now += INTERVALS.wholeMs;
    whole.push(await measured(() => evaluator.step()));
  }
  // The first rounds warm up.
  for (const list of [reads, withKpis, whole, changed]) list.shift();
  return { withKpis, whole, reads, changed };
}

async function run(centres: number): Promise<number> {
  const network = await startLoadNetwork({ centres, services: SERVICES, desks: DESKS });
  try {
    const { database } = network;
    const clock = { now: Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS + 60_000 };
    await prepare(database, clock.now);
    const evaluator = new Evaluator(new EvaluationStore(database), new WatchStore(database), {
      owner: 'bench',
      now: () => clock.now,
    });
    const ids = Array.from({ length: centres }, (_, n) => `C${n}`);
    const { withKpis, whole, reads, changed } = await measureRounds(evaluator, clock, ids);
    console.log(
      `${centres} centres, ${LIVE_RULES} live rules: a whole round ${say(whole)}; 1,000 changed centres ${say(changed)}`,
    );
    console.log(
      `${centres} centres, ${KPI_RULES} more KPI rules: a whole round that evaluates them ${say(withKpis)}; reading them during another round ${say(reads)}`,
    );
    clock.now += 1_000;
    applyStatuses(evaluator, clock.now, ids.slice(0, ALARMS), { powerDown: true });
    const alarm = await measured(() => evaluator.step());
    const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM mnara.notification');
    console.log(
      `${centres} centres: ${ALARMS} fire at once: ${alarm.milliseconds.toFixed(0)} ms (${alarm.cpuMs.toFixed(0)} ms CPU) to ${rows[0]?.n} messages in the outbox, with ${alarm.report.changes.length} alerts`,
    );
    await evaluator.stop();
    return median(whole.map(({ cpuMs }) => cpuMs));
  } finally {
    await network.stop();
  }
}

const half = await run(Math.round(options.centres / 2));
const full = await run(options.centres);
console.log(
  `CPU of a whole round, ${options.centres} centres against half of them: ${(full / half).toFixed(2)} times (linear: 2)`,
);
