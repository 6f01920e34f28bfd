import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { childrenOf, mnara, type Served, serveMnara } from '../_support/mnara.js';
import { queueLog } from '../_support/queue-log.js';

// The test starts the program many times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const small = queueLog();
const data = join(small.folder, 'data');
let server: Served;
beforeAll(async () => {
  server = await serveMnara('--data', data, '--port', '0', '--network', small.network);
});
afterAll(async () => {
  await server?.stop();
  rmSync(small.folder, { recursive: true });
});

const importing = async (file: string) => {
  const called = await mnara('import', file, '--mapping', small.mapping, '--data', data, '--format', 'json');
  // Progress is written to standard error when the import takes longer than a second.
  expect(called).toMatchObject({ code: 0, stderr: expect.not.stringContaining('mnara:') });
  return JSON.parse(called.stdout);
};
const kpi = (ids: string, ...args: string[]) =>
  mnara('kpi', ids, '--from', '2026-01-05', '--to', '2026-01-06', '--data', data, ...args);

test('import reports the result of every row, with a rejects file', async () => {
  const report = await importing(small.log);
  expect(report).toMatchObject({
    rowsRead: 8,
    // Three served with four facts each, one that left with two, one note.
    eventsAccepted: 15,
    rejected: 3,
    duplicates: 0,
    rejectedByGateway: 0,
    skippedByReason: { test_ticket: 1 },
    defects: { negative_wait: 1 },
    pending: 0,
  });
  const rejects = readFileSync(report.rejectsPaths[0], 'utf8').trimEnd().split('\n');
  expect(rejects).toEqual([
    'line,code,reason',
    expect.stringMatching(/^7,not_a_number,.*waited/),
    expect.stringMatching(/^8,future_time,.*2099/),
    expect.stringMatching(/^9,future_time,.*2099/),
  ]);
});

test('import adds nothing when the same file is imported again, also with another agent name', async () => {
  expect(await importing(small.log)).toMatchObject({ eventsAccepted: 0, duplicates: 15, rejected: 3 });
  const other = await mnara('import', small.log, '--mapping', small.mapping, '--data', data, '--agent', 'other');
  expect(other.code).toBe(0);
  const { stdout } = await kpi('served,demand', '--format', 'json');
  expect(JSON.parse(stdout).rows[0].values).toMatchObject({ served: { value: 3 }, demand: { value: 4 } });
});

test('import prints the four counts, then reasons and defects, as a table', async () => {
  const { code, stdout } = await mnara(
    'import',
    small.log,
    '--mapping',
    small.mapping,
    '--data',
    data,
    '--format',
    'table',
  );
  expect(code).toBe(0);
  for (const line of [/^rows read +8$/m, /^events accepted +0$/m, /^rejected +3 \(.+\.csv\)$/m, /^duplicates +15$/m])
    expect(stdout).toMatch(line);
  expect(stdout).toMatch(/test_ticket +1/);
  expect(stdout).toMatch(/negative_wait +1/);
});

test('kpi as JSON has the shape of the contract, and shows no data instead of zero', async () => {
  const { code, stdout, stderr } = await kpi(
    'served,service_time_mean,service_level:90,rating_mean',
    '--by',
    'centre',
    '--format',
    'json',
  );
  expect([code, stderr]).toEqual([0, '']);
  const { kpis, rows } = JSON.parse(stdout);
  // The definition is that of the catalogue; the value has the id of the request.
  expect(kpis.map((one: { id: string }) => one.id)).toEqual([
    'served',
    'service_time_mean',
    'service_level',
    'rating_mean',
  ]);
  for (const one of kpis)
    expect(one).toEqual({
      id: expect.any(String),
      version: expect.any(Number),
      unit: expect.stringMatching(/^(count|seconds|share|stars)$/),
      clock: expect.any(String),
      definition: expect.any(String),
    });
  expect(rows.map((row: { group: object }) => row.group)).toEqual([{ centre: 'C1' }, { centre: 'C2' }]);
  const [first, second] = rows.map((row: { values: object }) => row.values);
  expect(first).toMatchObject({
    served: { value: 3, noData: false },
    service_time_mean: { value: 200, n: 600, d: 3, complete: 1, errorBound: 0, noData: false },
    rating_mean: { value: null, noData: true },
  });
  // Two of the three were called within 90 s, of four in demand.
  expect(first['service_level:90']).toMatchObject({ value: 0.5, n: 2, d: 4 });
  expect(second.service_time_mean).toMatchObject({ value: null, noData: true });
  expect(Object.keys(first.served).sort()).toEqual(['complete', 'd', 'errorBound', 'n', 'noData', 'value']);
});

test('kpi prints CSV or a table, and JSON by default when the output is not a terminal', async () => {
  const csv = await kpi('served', '--by', 'centre,service', '--where', 'centre=C1', '--format', 'csv');
  const [header, ...lines] = csv.stdout.trimEnd().split('\n');
  expect(header).toBe(
    'centre,centre_name,service,service_name,timezone,' +
      'served,served_n,served_d,served_complete,served_error_bound,served_no_data',
  );
  const passport = lines.find((line) => line.startsWith('C1,First centre,passport,'));
  expect(passport).toMatch(/,Africa\/Nairobi,3,3,,1,0,false$/);
  const table = await kpi('served,rating_mean', '--by', 'centre', '--format', 'table');
  expect(table.stdout).toMatch(/^centre +served +rating_mean$/m);
  expect(table.stdout).toMatch(/^C1 First centre +3 +no data$/m);
  expect(() => JSON.parse(csv.stdout)).toThrow();
  expect(JSON.parse((await kpi('served')).stdout)).toHaveProperty('rows');
});

test('kpi puts the period before beside each figure, and the whole below the rows', async () => {
  const { code, stdout } = await kpi('served', '--by', 'centre', '--compare', 'before', '--totals', '--format', 'json');
  expect(code).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer.rows[0]).toMatchObject({
    group: { centre: 'C1' },
    values: { served: { value: 3, compared: { value: null, noData: true, difference: null } } },
  });
  expect(answer.totals).toMatchObject([{ group: {}, values: { served: { value: 3 } } }]);
  expect(answer).toMatchObject({
    period: { from: '2026-01-05T00:00:00', to: '2026-01-06T00:00:00', timeZone: 'Africa/Nairobi' },
    comparedPeriod: { from: '2026-01-04T00:00:00' },
    asOf: expect.stringMatching(/^\d{4}-.*Z$/),
    questionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const named = await mnara('kpi', 'served', '--period', 'last_month', '--data', data, '--format', 'json');
  expect(JSON.parse(named.stdout).period.from).toMatch(/-01T00:00:00$/);
});

test('kpi exits with 2 and lists the valid names for an unknown id, group or place', async () => {
  for (const args of [['nosuch'], ['served', '--by', 'planet'], ['served', '--where', 'planet=x']]) {
    const [ids = '', ...more] = args;
    const called = await kpi(ids, ...more);
    expect(called).toMatchObject({ code: 2, stdout: '' });
    expect(called.stderr).toMatch(/nosuch|planet/);
    expect(called.stderr).not.toContain('    at ');
  }
});

test('live shows the figures with their age', async () => {
  const { code, stdout } = await mnara('live', '--data', data, '--format', 'json');
  expect(code).toBe(0);
  const live = JSON.parse(stdout);
  expect(live).toMatchObject({ waiting_now: 0, centres_total: 2, agents_silent: expect.any(Number) });
  expect(live.age_seconds).toBeGreaterThanOrEqual(0);
  expect(live.centres.map((one: { centre: string }) => one.centre)).toEqual(['C1', 'C2']);
  expect((await mnara('live', '--data', data, '--centre', 'C1', '--format', 'table')).stdout).toMatch(/^C1 /m);
  expect(await mnara('live', '--data', data, '--centre', 'nosuch')).toMatchObject({ code: 2, stdout: '' });
});

test('doctor exits with 0 on a running server and shows its address and the defects of the sources', async () => {
  const { code, stdout } = await mnara('doctor', '--data', data, '--format', 'json');
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: { check: string; message: string }[] };
  expect([code, ok]).toEqual([0, true]);
  const message = (name: string) => findings.find(({ check }) => check === name)?.message;
  expect(message('server')).toBe(`Mnara is live at ${server.url}`);
  expect(message('data quality')).toContain('negative_wait 1');
  expect(message('data quality')).toContain('test_ticket 1');
  const kept = findings.filter(({ check }) => check === 'kept').map((finding) => finding.message);
  expect(kept).toContainEqual(
    expect.stringMatching(/^single legs and timelines: .* MiB, since 20.*MNARA_RETENTION_DAYS$/),
  );
});

test('import says what the network lacks, and fails when nothing counts', async () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(small.folder, name), text);
    return join(small.folder, name);
  };
  const mapping = readFileSync(small.mapping, 'utf8');
  const log = readFileSync(small.log, 'utf8').split('\n').slice(0, 2).join('\n');
  const call = async (wanted: string, text: string, ...more: string[]) => {
    const args = ['--mapping', file('m.yaml', wanted), '--data', data, '--format', 'json', '--agent', 'lacks'];
    return mnara('import', file('lacks.csv', text), ...args, ...more);
  };
  const known = await call(mapping, log.replace('A1,passport', 'L1,visa').replace('2026', '2025'));
  expect(known.code).toBe(0);
  expect(JSON.parse(known.stdout).undeclared).toEqual({ services: [{ id: 'visa', events: 4 }], desks: [] });

  const elsewhere = await call(mapping.replace('C1', 'C9'), log);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toMatch(/server rejected 4 events.*\n {2}4 events, unknown_centre: .*"C9"/);

  const unusable = await call(mapping, log.replace('SERVED,09', 'SERVED,late'));
  expect([unusable.code, unusable.stderr]).toEqual([
    1,
    expect.stringMatching(/No row gave an event.*\n {2}1 rows, bad_time, first line 2: "late/),
  ]);
  const swapped = `${log}\n${log.split('\n')[1]?.replace('A1', 'L2')}`
    .replaceAll(',60,', ',-60,')
    .replaceAll('2026', '2025');
  const stopped = await call(mapping, swapped);
  expect([stopped.code, stopped.stderr]).toEqual([
    1,
    expect.stringMatching(/Nothing was sent.*\n {2}negative_wait: 2 of 2: .*--accept negative_wait/s),
  ]);
  const preview = await call(mapping, swapped, '--dry-run');
  expect(preview.code).toBe(1);
  expect(JSON.parse(preview.stdout).files[0]).toMatchObject({ rowsRead: 2, used: 2, waits: { negative: 2 } });
  const accepted = await call(mapping, swapped, '--accept', 'negative_wait');
  expect([accepted.code, JSON.parse(accepted.stdout).rowsRead]).toEqual([0, 2]);
  const bad = await call(mapping, log, '--max-rejected', '2');
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('is not a share')]);
  const doctor = await mnara('doctor', '--data', data, '--format', 'json');
  expect(doctor.stdout).toContain('service visa');
});

test('the server reports an unavailable database, an import waits for it, and nothing is lost', async () => {
  const [postmaster] = childrenOf(server.pid).filter(({ command }) => command.includes('postgres'));
  // Without its folder the database cannot restart before the test allows it.
  renameSync(join(data, 'db'), join(data, 'db.away'));
  process.kill(postmaster?.pid ?? 0, 'SIGKILL');
  let ready = await fetch(`${server.url}/readyz`);
  while (ready.ok) ready = await fetch(`${server.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/The database does not answer .*; agents keep their events until it does\./);
  const imported = importing(small.more(200));
  renameSync(join(data, 'db.away'), join(data, 'db'));
  expect(await imported).toMatchObject({ rowsRead: 200, eventsAccepted: 800, pending: 0, rejected: 0 });
  const verified = await mnara('verify', '--recompute', '--data', data, '--format', 'json');
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, recomputation: { differences: 0 } });
});

test('the server stops cleanly at SIGTERM; verify works without it; it continues after a restart', async () => {
  expect(await server.stop()).toBe(0);
  expect(server.said()).toMatch(/ SIGTERM: stopping\n\S+ info mnara: stopped\n$/);
  const offline = await mnara('verify', '--recompute', '--data', data, '--format', 'table');
  expect(offline).toMatchObject({ code: 0, stderr: '' });
  expect(offline.stdout).toMatch(/^import +\d+ .* yes$/m);
  expect(offline.stdout).toMatch(/verified$/m);
  server = await serveMnara('--data', data, '--port', '0');
  expect(JSON.parse((await kpi('served', '--format', 'json')).stdout).rows[0].values.served.value).toBe(3);
});

test('control: verify exits with 1 when a rollup differs from the sum of the legs', async () => {
  const { openDatabase } = await import('#platform/postgres/database.js');
  const secret = readFileSync(join(data, 'db.secret'), 'utf8').trim();
  const port = readFileSync(join(data, 'db/postmaster.pid'), 'utf8').split('\n')[3];
  const database = openDatabase(`postgres://mnara:${secret}@127.0.0.1:${port}/postgres`);
  await database.query('UPDATE mnara.rollup_quarter SET served = served + 1');
  await database.close();
  const verified = await mnara('verify', '--recompute', '--data', data, '--format', 'table');
  expect(verified.code).toBe(1);
  expect(verified.stdout).toContain('NOT verified');
  expect(await mnara('verify', '--data', data)).toMatchObject({ code: 0 });
});
