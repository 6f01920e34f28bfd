import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORT_DEFAULTS } from '#api/reports/report-config.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { dispatch } from '../_support/dispatch-host.js';
import { startMailServer } from '../_support/mail-server.js';
import { fileOf, HAS_OPENPYXL, HAS_PDFTOTEXT, readBook, readPdf } from '../_support/read-files.js';
import { addPerson, mailChannel, startDispatch, type TestClock } from '../_support/report-bench.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { type EventInit, startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Monday 30 November 2026, 07:30 in Nairobi. */
const DUE = Date.UTC(2026, 10, 30, 4, 30);
/** Monday 16 November, 08:00 in Nairobi. */
const FIRST = Date.UTC(2026, 10, 16, 5);

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let server: Awaited<ReturnType<typeof startMailServer>>;
let api: TestApi;
let sending: ReturnType<typeof dispatch>;
let channel: ReturnType<typeof mailChannel>;
let ann = '';
let viewer = '';
const clock: TestClock = { now: DUE - DAY };

beforeAll(async () => {
  [network, server] = await Promise.all([startSmallNetwork(), startMailServer()]);
  const { database } = network;
  for (let day = 0; day < 14; day += 1) {
    const events = smallDay(FIRST + day * DAY, 60, day + 1).map((event) => ({
      ...event,
      visitId: `d${day}${event.visitId}`,
    }));
    await applyEvents(database, events, FIRST + day * DAY + 12 * HOUR, `day-${day}`);
  }
  await inContact();
  await addPerson(database, 'sam');
  const reports = { ...REPORT_DEFAULTS, stepMs: 20, domains: ['audit.example'], hasPublicUrl: true };
  api = await startApi(database, { now: () => clock.now, reports, smallestCell: 1 });
  ann = await api.token({ kind: 'network' }, false, 400 * 24 * 3600, 'operator', 'ann');
  viewer = await api.token({ kind: 'region', regionId: 'R2' }, false, 400 * 24 * 3600, undefined, 'vera');
  channel = mailChannel(database, server);
  sending = startDispatch(database, channel, clock);
});
afterAll(async () => {
  await sending?.dispatcher.stop();
  await channel?.close();
  await api?.stop();
  await server?.stop();
  await network?.stop();
});

/** Every agent sends heartbeats and was in contact now. */
const inContact = () =>
  network.database.query('UPDATE mnara.agent_position SET heartbeat_seconds = 30, last_received_at = $1', [
    new Date(clock.now + 60 * DAY),
  ]);

const ask = async (token: string, query: string, variables: Record<string, unknown> = {}): Promise<Json> => {
  const { data, errors } = await api.ask(token, query, variables);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
};
const codeOf = async (token: string, query: string, variables: Record<string, unknown> = {}) =>
  (await api.ask(token, query, variables)).errors?.[0]?.extensions?.code;

const SUBSCRIBE =
  'mutation($input: ReportSubscriptionInput!) { subscribe(input: $input) { id runsAs scopeKind nextDueAt } }';
const ADD = 'mutation($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id state address } }';
const RUN = 'mutation($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id state } }';
const RUNS = `{ reportSubscriptions { id name runsAs stoppedWhy recipients { id name address state addedBy }
  runs { id period state reason says title missing { centreId why } questions { question hash }
    files { format name size sha256 path } deliveries { name address state }
    revisions { kpi row sent now toldIn } } } }`;

const subscribe = async (more: Record<string, unknown> = {}): Promise<string> => {
  const input = { name: 'Weekly letter', template: 'weekly_letter', cadence: 'weekly', ...more };
  return (await ask(ann, SUBSCRIBE, { input })).subscribe.id;
};
const runsOf = async (id: string): Promise<Json[]> =>
  (await ask(ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).runs;
const ended = (id: string, period?: string) =>
  until(
    'the run ends',
    async () => {
      clock.now += 1000;
      const [run] = await runsOf(id);
      if (period !== undefined && run?.period !== period) return undefined;
      return ['sent', 'skipped', 'failed'].includes(run?.state) ? run : undefined;
    },
    () => runsOf(id),
  );
const download = (path: string, token: string) =>
  fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

/** The decoded attachments of a mail, by name. */
function attachmentsOf(raw: string): Map<string, Buffer> {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const parts = raw.split(`--${boundary}`).filter((part) => /filename=/.test(part));
  return new Map(
    parts.map((part) => {
      const body = part.slice(part.indexOf('\r\n\r\n') + 4);
      return [/filename="?([^"\r\n;]+)/.exec(part)?.[1] ?? '', Buffer.from(body.replaceAll(/\s/g, ''), 'base64')];
    }),
  );
}
const textOf = async (bytes: Buffer): Promise<string> => {
  const file = await fileOf('report.pdf', bytes);
  try {
    return (await readPdf(file.path)).join('\n');
  } finally {
    await file.done();
  }
};
const bookOf = async (bytes: Buffer) => {
  const file = await fileOf('report.xlsx', bytes);
  try {
    return await readBook(file.path);
  } finally {
    await file.done();
  }
};

describe.runIf(HAS_PDFTOTEXT && HAS_OPENPYXL)('the weekly letter', () => {
  let id = '';

  test('is in the mailbox with PDF and XLSX whose figures are those of the API, and in the archive byte for byte', async () => {
    id = await subscribe();
    await ask(ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    clock.now = DUE;
    const run = await ended(id);
    expect(run).toMatchObject({ period: '2026-W48', state: 'sent', reason: null, missing: [] });
    const mail = server.mails.find(({ raw }) => raw.includes('Subject: Weekly letter'));
    const attached = attachmentsOf(mail?.raw ?? '');
    expect([...attached.keys()]).toEqual([
      'mnara-weekly-letter-2026-11-23--2026-11-29.pdf',
      'mnara-weekly-letter-2026-11-23--2026-11-29.xlsx',
    ]);
    for (const file of run.files) {
      const sent = attached.get(file.name) ?? Buffer.alloc(0);
      expect(createHash('sha256').update(sent).digest('hex')).toBe(file.sha256);
      expect(Buffer.from(await (await download(file.path, ann)).arrayBuffer()).equals(sent)).toBe(true);
    }
    const text = await textOf([...attached.values()][0] as Buffer);
    for (const words of [
      'What got better',
      'What got worse',
      'No clear change',
      'Volumes',
      'Coverage',
      'uncertainty',
      'page 1',
    ])
      expect(text).toContain(words);
    const request = `{ kpis(request: { ids: ["visits", "wait_mean"], from: "2026-11-23", to: "2026-11-30", by: [region] })
      { rows { group { value label } values { value n d } } } }`;
    const { rows } = (await ask(ann, request)).kpis;
    const book = await bookOf([...attached.values()][1] as Buffer);
    const sheet = book.sheets['figures']?.rows.map((cells) => cells.map((cell) => cell?.value ?? null)) ?? [];
    for (const row of rows)
      for (const [place, kpi] of ['visits', 'wait_mean'].entries()) {
        const found = sheet.filter(([, label, , kpiId]) => label === row.group[0].label && kpiId === kpi);
        expect(found.map((cells) => cells.slice(5, 8))).toEqual([
          ['value', 'n', 'd'].map((key) => row.values[place][key]),
        ]);
      }
    expect(run.questions.length).toBeGreaterThan(3);
    const { hash } = run.questions[0];
    expect(JSON.stringify(book.sheets['notes'])).toContain(hash);
  });

  test('names figures that a late import changed since, old and new, and the archive keeps both', async () => {
    const before = (await runsOf(id))[0];
    const files = before.files.map((file: Json) => file.sha256);
    // A centre sends a forgotten day of the week that was reported.
    const late: EventInit[] = smallDay(FIRST + 9 * DAY, 25, 77).map((event) => ({
      ...event,
      visitId: `late${event.visitId}`,
    }));
    await applyEvents(network.database, late, clock.now, 'late');
    await inContact();
    clock.now = DUE + 7 * DAY;
    const next = await ended(id, '2026-W49');
    const [, sent] = await runsOf(id);
    const visits = sent.revisions.filter((one: Json) => one.kpi === 'visits' && one.row === '[]');
    expect(visits[0]).toMatchObject({ toldIn: next.id });
    expect(visits[0].now).toBeGreaterThan(visits[0].sent);
    expect(sent.files.map((file: Json) => file.sha256)).toEqual(files);
    const mail = server.mails.at(-1)?.raw ?? '';
    const text = await textOf([...attachmentsOf(mail).values()][0] as Buffer);
    const said = text.replaceAll(/\s+/g, ' ');
    expect(said).toContain('Revised figures');
    expect(said).toContain(`2026-W48, Visits: ${visits[0].sent} was reported, ${visits[0].now} is right now.`);
    const figures = `query($id: ID!) { reportRun(id: $id) { figures { kpi row sent now isRevised } } }`;
    const kept = (await ask(ann, figures, { id: sent.id })).reportRun.figures;
    expect(kept.find((one: Json) => one.kpi === 'visits' && one.row === '[]')).toMatchObject({
      sent: visits[0].sent,
      now: visits[0].now,
      isRevised: true,
    });
    // What was told is not told again.
    clock.now = DUE + 14 * DAY;
    await ended(id, '2026-W50');
    const again = await textOf([...attachmentsOf(server.mails.at(-1)?.raw ?? '').values()][0] as Buffer);
    expect(again).not.toContain('2026-W48, Visits:');
  });
});

describe.runIf(HAS_PDFTOTEXT)('templates', () => {
  test.each([
    ['en', 'What got better'],
    ['sw', 'Kilichoboreka'],
    ['kk', 'Не жақсарды'],
    ['ru', 'Что улучшилось'],
  ])(
    'in %s the monthly report has its words, and a name that a spreadsheet would run stays text',
    async (language, words) => {
      const name = `=cmd|' /C calc'!A1 "${language}" \u202E<b>`;
      const id = await subscribe({ name, template: 'monthly_report', cadence: 'monthly', language });
      await ask(ann, RUN, { id, period: '2026-11' });
      const run = await ended(id);
      expect(run).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
      const pdf = run.files.find((file: Json) => file.format === 'pdf');
      const bytes = Buffer.from(await (await download(pdf.path, ann)).arrayBuffer());
      const text = await textOf(bytes);
      expect(text).toContain(words);
      expect(text).toContain(`=cmd|' /C calc'!A1 "${language}"`);
    },
  );

  test('the yearly statistics have every part of the outline, with marked places for what a person writes', async () => {
    const id = await subscribe({ name: 'Year', template: 'yearly_statistics', cadence: 'yearly' });
    clock.now = Date.UTC(2027, 0, 2, 6);
    await inContact();
    await ask(ann, RUN, { id, period: '2026' });
    const run = await ended(id);
    expect(run).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
    const pdf = run.files.find((file: Json) => file.format === 'pdf');
    const text = await textOf(Buffer.from(await (await download(pdf.path, ann)).arrayBuffer()));
    const parts = [
      'Headline figures',
      'Coverage',
      'Definitions',
      'Regions',
      'Agencies and services',
      'Hours of the day',
      'Channels',
      'Waiting and abandonment',
      'Desks and staff hours',
      'Complaints',
      'Satisfaction',
      'Customers',
      'Incidents: power and agency systems',
      'Methods, revisions and breaks in series',
      'Sign-off',
    ];
    for (const part of parts) expect(text).toContain(part);
    expect(text.match(/\[To be written by the secretariat/g)).toHaveLength(3);
  });

  test('a report of a view has the hash that the screen has, and asks the period of the report', async () => {
    const id = await subscribe({
      name: 'Scorecard',
      template: 'table',
      viewId: 'scorecard-of-counties',
      cadence: 'monthly',
    });
    await ask(ann, RUN, { id, period: '2026-11' });
    const run = await ended(id);
    const question = `{ kpis(request: { ids: ["visits","served","service_level","wait_p50","wait_p90","abandonment_rate",
      "satisfaction"], from: "2026-11-01", to: "2026-12-01", by: [region], compare: before, totals: true }) { questionHash } }`;
    expect(run.questions[0].hash).toBe((await ask(ann, question)).kpis.questionHash);
  });
});

describe('who gets what', () => {
  test('E27: the list says who gets which report with whose rights, to those who see as much', async () => {
    const id = await subscribe({ name: 'For the list' });
    await ask(ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    const { reportSubscriptions } = await ask(ann, RUNS);
    expect(reportSubscriptions.find((one: Json) => one.id === id)).toMatchObject({
      runsAs: 'ann',
      recipients: [{ name: 'sam', address: 'sam@ministry.example', state: 'confirmed', addedBy: 'ann' }],
    });
    expect((await ask(viewer, RUNS)).reportSubscriptions).toEqual([]);
    expect(await codeOf(viewer, 'mutation($id: ID!) { stopSubscription(id: $id) }', { id })).toBe('NOT_FOUND');
    const run = (await ask(ann, RUNS)).reportSubscriptions
      .flatMap((one: Json) => one.runs)
      .find((one: Json) => one.files[0]);
    expect((await download(run.files[0].path, viewer)).status).toBe(404);
    expect((await fetch(`${api.url}${run.files[0].path}`)).status).toBe(401);
    const input = { name: 'Mine', template: 'weekly_letter', cadence: 'weekly' };
    expect(await codeOf(viewer, SUBSCRIBE, { input })).toBe('FORBIDDEN');
  });

  test('E26: an address outside must be of an allowed domain, and gets nothing but a question before it agrees', async () => {
    const id = await subscribe({ name: 'Outside', cadence: 'daily' });
    const add = (address: string) => ({ input: { subscriptionId: id, address } });
    expect(await codeOf(ann, ADD, add('ann@elsewhere.example'))).toBe('FORBIDDEN');
    expect(await codeOf(ann, ADD, add('not an address'))).toBe('BAD_VALUE');
    expect((await ask(ann, ADD, add('Otto@audit.example'))).addReportRecipient.state).toBe('unconfirmed');
    expect(await codeOf(ann, ADD, add('otto@audit.example'))).toBe('CONFLICT');
    await ask(ann, RUN, { id });
    expect(await ended(id)).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
    const asked = await until('the question arrives', () =>
      server.mails.find(({ to }) => to[0]?.toLowerCase() === 'otto@audit.example'),
    );
    const raw = asked.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const path = /https:\/\/mnara\.example(\/exports\/reports\/confirm\/[0-9a-f]{32})/.exec(raw)?.[1] ?? '';
    const stateOf = async () =>
      (await ask(ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).recipients[0].state;
    for (let n = 0; n < 20; n += 1) expect((await fetch(`${api.url}${path}`)).status).toBe(200);
    expect(await stateOf()).toBe('unconfirmed');
    const agreed = await fetch(`${api.url}${path}`, { method: 'POST' });
    expect(await agreed.text()).toContain('You will receive this report.');
    expect(await stateOf()).toBe('confirmed');
  });

  test('E23, E24: leaving works without a login; a hundred GETs change nothing, one POST does, and the mail has its header', async () => {
    const id = await subscribe({ name: 'To leave', cadence: 'daily' });
    await ask(ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    server.mails.length = 0;
    await ask(ann, RUN, { id });
    expect((await ended(id)).state).toBe('sent');
    const head = (server.mails[0]?.raw ?? '').replaceAll(/\r\n[ \t]+/g, ' ');
    expect(head).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const path = /List-Unsubscribe: <https:\/\/mnara\.example([^>]+)>/.exec(head)?.[1] ?? '';
    const stateOf = async () =>
      (await ask(ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).recipients[0].state;
    await Promise.all(Array.from({ length: 100 }, () => fetch(`${api.url}${path}`)));
    expect(await stateOf()).toBe('confirmed');
    const left = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(left.status).toBe(200);
    expect(await stateOf()).toBe('left');
    expect((await fetch(`${api.url}/exports/reports/leave/${'0'.repeat(32)}`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${api.url}/exports/reports/leave/x'--`, { method: 'POST' })).status).toBe(404);
  });

  test('E28: a link of a mail opens the files until it expires, for somebody who is signed in and may see them', async () => {
    const id = await subscribe({ name: 'Linked', cadence: 'daily' });
    await ask(ann, RUN, { id });
    const run = await ended(id);
    const key = 'ab'.repeat(16);
    await network.database.query('UPDATE mnara.report_run SET link_key = $2, link_until = $3 WHERE run_id = $1', [
      run.id,
      key,
      new Date(clock.now + DAY),
    ]);
    const path = `/exports/reports/link/${key}`;
    expect((await fetch(`${api.url}${path}`)).status).toBe(401);
    expect((await download(path, viewer)).status).toBe(404);
    const page = await download(path, ann);
    expect(await page.text()).toContain(run.files[0].path);
    await network.database.query('UPDATE mnara.report_run SET link_until = $2 WHERE run_id = $1', [
      run.id,
      new Date(clock.now),
    ]);
    expect((await download(path, ann)).status).toBe(410);
  });

  test('E21: a person who sees as much takes a report over whose right has ended; then it goes on', async () => {
    const id = await subscribe({ name: 'To take over', cadence: 'daily' });
    const { database } = network;
    await database.query(
      `UPDATE mnara.subscription SET stopped_at = now(), stopped_why = 'grant_ended', stopped_by = 'ann'
      WHERE subscription_id = $1`,
      [id],
    );
    const olga = await api.token({ kind: 'network' }, false, 400 * 24 * 3600, 'operator', 'olga');
    const TAKE = 'mutation($id: ID!) { takeOverSubscription(id: $id) { runsAs stoppedAt nextDueAt } }';
    expect(await codeOf(viewer, TAKE, { id })).toBe('FORBIDDEN');
    expect((await ask(olga, TAKE, { id })).takeOverSubscription).toMatchObject({ runsAs: 'olga', stoppedAt: null });
    await ask(olga, 'mutation($id: ID!) { stopSubscription(id: $id) }', { id });
    expect(await codeOf(ann, TAKE, { id })).toBe('CONFLICT');
  });

  test.each([
    [{ cadence: 'hourly' }, 'BAD_VALUE'],
    [{ wallTime: '25:00' }, 'BAD_VALUE'],
    [{ timeZone: 'Mars/Base' }, 'BAD_VALUE'],
    [{ formats: [] }, 'BAD_VALUE'],
    [{ formats: ['docx'] }, 'BAD_VALUE'],
    [{ template: 'table' }, 'BAD_VALUE'],
    [{ template: 'table', viewId: 'nothing' }, 'NOT_FOUND'],
    [{ name: 'a\nb' }, 'BAD_VALUE'],
  ])('subscribe refuses %j', async (more, code) => {
    const input = { name: 'x', template: 'weekly_letter', cadence: 'weekly', ...more };
    expect(await codeOf(ann, SUBSCRIBE, { input })).toBe(code);
  });

  test('runReport refuses a period that has not ended, is none, or was sent', async () => {
    const id = await subscribe({ name: 'Periods' });
    expect(await codeOf(ann, RUN, { id, period: '2031-W01' })).toBe('BAD_PERIOD');
    expect(await codeOf(ann, RUN, { id, period: '2026-11' })).toBe('BAD_PERIOD');
    expect(await codeOf(ann, RUN, { id, period: "2026-W48'; --" })).toBe('BAD_PERIOD');
  });
});
