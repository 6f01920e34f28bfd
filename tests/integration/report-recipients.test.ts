import { describe, expect, test } from 'vitest';
import type { Json } from '../_support/api-server.js';
import { ADD, DAY, RUN, RUNS, reportApi, SUBSCRIBE } from '../_support/report-api.js';
import { until } from '../_support/until.js';

const { api, ask, clock, codeOf, database, download, ended, mails, subscribe, tokens } = reportApi({ days: 7 });

describe('who gets what', () => {
  test('E27: the list says who gets which report with whose rights, to those who see as much', async () => {
    const id = await subscribe({ name: 'For the list' });
    await ask(tokens.ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    const { reportSubscriptions } = await ask(tokens.ann, RUNS);
    expect(reportSubscriptions.find((one: Json) => one.id === id)).toMatchObject({
      runsAs: 'ann',
      recipients: [{ name: 'sam', address: 'sam@ministry.example', state: 'confirmed', addedBy: 'ann' }],
    });
    expect((await ask(tokens.vera, RUNS)).reportSubscriptions).toEqual([]);
    expect(await codeOf(tokens.vera, 'mutation($id: ID!) { stopSubscription(id: $id) }', { id })).toBe('NOT_FOUND');
    await ask(tokens.ann, RUN, { id });
    const run = await ended(id);
    expect((await download(run.files[0].path, tokens.vera)).status).toBe(404);
    expect((await fetch(`${api().url}${run.files[0].path}`)).status).toBe(401);
    const input = { name: 'Mine', template: 'weekly_letter', cadence: 'weekly' };
    expect(await codeOf(tokens.vera, SUBSCRIBE, { input })).toBe('FORBIDDEN');
  });

  test('E26: an address outside must be of an allowed domain, and gets nothing but a question before it agrees', async () => {
    const id = await subscribe({ name: 'Outside', cadence: 'daily' });
    const add = (address: string) => ({ input: { subscriptionId: id, address } });
    expect(await codeOf(tokens.ann, ADD, add('ann@elsewhere.example'))).toBe('FORBIDDEN');
    expect(await codeOf(tokens.ann, ADD, add('not an address'))).toBe('BAD_VALUE');
    expect((await ask(tokens.ann, ADD, add('Otto@audit.example'))).addReportRecipient.state).toBe('unconfirmed');
    expect(await codeOf(tokens.ann, ADD, add('otto@audit.example'))).toBe('CONFLICT');
    await ask(tokens.ann, RUN, { id });
    expect(await ended(id)).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
    const asked = await until('the question arrives', () =>
      mails().find(({ to }) => to[0]?.toLowerCase() === 'otto@audit.example'),
    );
    const raw = asked.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const path = /https:\/\/mnara\.example(\/exports\/reports\/confirm\/[0-9a-f]{32})/.exec(raw)?.[1] ?? '';
    const stateOf = async () =>
      (await ask(tokens.ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).recipients[0].state;
    for (let n = 0; n < 20; n += 1) expect((await fetch(`${api().url}${path}`)).status).toBe(200);
    expect(await stateOf()).toBe('unconfirmed');
    const agreed = await fetch(`${api().url}${path}`, { method: 'POST' });
    expect(await agreed.text()).toContain('You will receive this report.');
    expect(await stateOf()).toBe('confirmed');
  });

  test('E23, E24: leaving works without a login; a hundred GETs change nothing, one POST does, and the mail has its header', async () => {
    const id = await subscribe({ name: 'To leave', cadence: 'daily' });
    await ask(tokens.ann, ADD, { input: { subscriptionId: id, personId: 'sam' } });
    mails().length = 0;
    await ask(tokens.ann, RUN, { id });
    expect((await ended(id)).state).toBe('sent');
    const head = (mails()[0]?.raw ?? '').replaceAll(/\r\n[ \t]+/g, ' ');
    expect(head).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const path = /List-Unsubscribe: <https:\/\/mnara\.example([^>]+)>/.exec(head)?.[1] ?? '';
    const stateOf = async () =>
      (await ask(tokens.ann, RUNS)).reportSubscriptions.find((one: Json) => one.id === id).recipients[0].state;
    await Promise.all(Array.from({ length: 100 }, () => fetch(`${api().url}${path}`)));
    expect(await stateOf()).toBe('confirmed');
    const left = await fetch(`${api().url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(left.status).toBe(200);
    expect(await stateOf()).toBe('left');
    expect((await fetch(`${api().url}/exports/reports/leave/${'0'.repeat(32)}`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${api().url}/exports/reports/leave/x'--`, { method: 'POST' })).status).toBe(404);
  });

  test('E28: a link of a mail opens the files until it expires, for somebody who is signed in and may see them', async () => {
    const id = await subscribe({ name: 'Linked', cadence: 'daily' });
    await ask(tokens.ann, RUN, { id });
    const run = await ended(id);
    const key = 'ab'.repeat(16);
    await database().query('UPDATE mnara.report_run SET link_key = $2, link_until = $3 WHERE run_id = $1', [
      run.id,
      key,
      new Date(clock.now + DAY),
    ]);
    const path = `/exports/reports/link/${key}`;
    expect((await fetch(`${api().url}${path}`)).status).toBe(401);
    expect((await download(path, tokens.vera)).status).toBe(404);
    const page = await download(path, tokens.ann);
    expect(await page.text()).toContain(run.files[0].path);
    await database().query('UPDATE mnara.report_run SET link_until = $2 WHERE run_id = $1', [
      run.id,
      new Date(clock.now),
    ]);
    expect((await download(path, tokens.ann)).status).toBe(410);
  });

  test('E21: a person who sees as much takes a report over whose right has ended; then it goes on', async () => {
    const id = await subscribe({ name: 'To take over', cadence: 'daily' });
    await database().query(
      `UPDATE mnara.subscription SET stopped_at = now(), stopped_why = 'grant_ended', stopped_by = 'ann'
      WHERE subscription_id = $1`,
      [id],
    );
    const olga = await api().token({ kind: 'network' }, false, 400 * 24 * 3600, 'operator', 'olga');
    const TAKE = 'mutation($id: ID!) { takeOverSubscription(id: $id) { runsAs stoppedAt nextDueAt } }';
    expect(await codeOf(tokens.vera, TAKE, { id })).toBe('FORBIDDEN');
    expect((await ask(olga, TAKE, { id })).takeOverSubscription).toMatchObject({ runsAs: 'olga', stoppedAt: null });
    await ask(olga, 'mutation($id: ID!) { stopSubscription(id: $id) }', { id });
    expect(await codeOf(tokens.ann, TAKE, { id })).toBe('CONFLICT');
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
    expect(await codeOf(tokens.ann, SUBSCRIBE, { input })).toBe(code);
  });

  test('runReport refuses a period that has not ended, is none, or was sent', async () => {
    const id = await subscribe({ name: 'Periods' });
    expect(await codeOf(tokens.ann, RUN, { id, period: '2031-W01' })).toBe('BAD_PERIOD');
    expect(await codeOf(tokens.ann, RUN, { id, period: '2026-11' })).toBe('BAD_PERIOD');
    expect(await codeOf(tokens.ann, RUN, { id, period: "2026-W48'; --" })).toBe('BAD_PERIOD');
  });
});
