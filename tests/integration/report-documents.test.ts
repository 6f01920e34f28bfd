import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json } from '../_support/api-server.js';
import { fileOf, HAS_OPENPYXL, HAS_PDFTOTEXT, readBook, readPdf } from '../_support/read-files.js';
import { ADD, DAY, DUE, FIRST, RUN, reportApi } from '../_support/report-api.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import type { EventInit } from '../_support/small-network.js';

const { ask, clock, database, download, ended, inContact, mails, runsOf, subscribe, tokens } = reportApi({ days: 14 });

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
    await ask(tokens.ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    clock.now = DUE;
    const run = await ended(id);
    expect(run).toMatchObject({ period: '2026-W48', state: 'sent', reason: null, missing: [] });
    const mail = mails().find(({ raw }) => raw.includes('Subject: Weekly letter'));
    const attached = attachmentsOf(mail?.raw ?? '');
    expect([...attached.keys()]).toEqual([
      'mnara-weekly-letter-2026-11-23--2026-11-29.pdf',
      'mnara-weekly-letter-2026-11-23--2026-11-29.xlsx',
    ]);
    for (const file of run.files) {
      const sent = attached.get(file.name) ?? Buffer.alloc(0);
      expect(createHash('sha256').update(sent).digest('hex')).toBe(file.sha256);
      expect(Buffer.from(await (await download(file.path, tokens.ann)).arrayBuffer()).equals(sent)).toBe(true);
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
    const { rows } = (await ask(tokens.ann, request)).kpis;
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
    await applyEvents(database(), late, clock.now, 'late');
    await inContact();
    clock.now = DUE + 7 * DAY;
    const next = await ended(id, '2026-W49');
    const [, sent] = await runsOf(id);
    const visits = sent.revisions.filter((one: Json) => one.kpi === 'visits' && one.row === '[]');
    expect(visits[0]).toMatchObject({ toldIn: next.id });
    expect(visits[0].now).toBeGreaterThan(visits[0].sent);
    expect(sent.files.map((file: Json) => file.sha256)).toEqual(files);
    const mail = mails().at(-1)?.raw ?? '';
    const text = await textOf([...attachmentsOf(mail).values()][0] as Buffer);
    const said = text.replaceAll(/\s+/g, ' ');
    expect(said).toContain('Revised figures');
    expect(said).toContain(`2026-W48, Visits: ${visits[0].sent} was reported, ${visits[0].now} is right now.`);
    const figures = `query($id: ID!) { reportRun(id: $id) { figures { kpi row sent now isRevised } } }`;
    const kept = (await ask(tokens.ann, figures, { id: sent.id })).reportRun.figures;
    expect(kept.find((one: Json) => one.kpi === 'visits' && one.row === '[]')).toMatchObject({
      sent: visits[0].sent,
      now: visits[0].now,
      isRevised: true,
    });
    // What was told is not told again.
    clock.now = DUE + 14 * DAY;
    await ended(id, '2026-W50');
    const again = await textOf([...attachmentsOf(mails().at(-1)?.raw ?? '').values()][0] as Buffer);
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
      await ask(tokens.ann, RUN, { id, period: '2026-11' });
      const run = await ended(id);
      expect(run).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
      const pdf = run.files.find((file: Json) => file.format === 'pdf');
      const bytes = Buffer.from(await (await download(pdf.path, tokens.ann)).arrayBuffer());
      const text = await textOf(bytes);
      expect(text).toContain(words);
      expect(text).toContain(`=cmd|' /C calc'!A1 "${language}"`);
    },
  );

  test('the yearly statistics have every part of the outline, with marked places for what a person writes', async () => {
    const id = await subscribe({ name: 'Year', template: 'yearly_statistics', cadence: 'yearly' });
    clock.now = Date.UTC(2027, 0, 2, 6);
    await inContact();
    // It is due by itself.
    const run = await ended(id, '2026');
    expect(run).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
    const pdf = run.files.find((file: Json) => file.format === 'pdf');
    const text = await textOf(Buffer.from(await (await download(pdf.path, tokens.ann)).arrayBuffer()));
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
    await ask(tokens.ann, RUN, { id, period: '2026-11' });
    const run = await ended(id);
    const question = `{ kpis(request: { ids: ["visits","served","service_level","wait_p50","wait_p90","abandonment_rate",
      "satisfaction"], from: "2026-11-01", to: "2026-12-01", by: [region], compare: before, totals: true }) { questionHash } }`;
    expect(run.questions[0].hash).toBe((await ask(tokens.ann, question)).kpis.questionHash);
  });
});
