import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tabTo, violationsOf } from '../_support/alert-walk.js';
import { type AnalyseWalk, allowClipboard, type KpiAnswer, startAnalyseWalk } from '../_support/analyse-walk.js';
import { CHROMIUM } from '../_support/browser.js';
import { untilOnPage } from '../_support/page-walk.js';

/** An evaluator's path: last month by region, against the month before, as a link for a colleague, and as a file. */
describe.skipIf(CHROMIUM === undefined)('analyse', () => {
  let walk: AnalyseWalk;

  beforeAll(async () => {
    walk = await startAnalyseWalk();
  });
  afterAll(() => walk?.stop());

  const period = (page: Page): readonly string[] => {
    const search = new URL(page.url()).searchParams;
    return ['--from', search.get('from') ?? '', '--to', search.get('to') ?? ''];
  };
  const rows = (page: Page, kind: string) => page.locator(`[data-testid="answer-table"] tr[data-kind="${kind}"]`);
  /** Waits for the answer to the question of the address. */
  const answered = (page: Page, what: string, check: () => Promise<boolean>): Promise<void> =>
    untilOnPage(
      page,
      what,
      async () => (await page.locator('[data-testid="answer"][data-old="false"]').count()) === 1 && (await check()),
    );
  /** The numbers of a KPI's column, in the order of the rows. */
  const shown = async (page: Page, kind: string, id: string): Promise<readonly (number | null)[]> => {
    const cells = await rows(page, kind).locator(`[data-kpi="${id}"]`).all();
    const texts = await Promise.all(cells.map((cell) => cell.getAttribute('data-value')));
    return texts.map((text) => (text === null ? null : Number(text)));
  };
  const api = (answer: KpiAnswer['rows'], id: string) => answer.map(({ values }) => values[id]?.value ?? null);

  test('opens with last month by region, and its totals are those of the API', async () => {
    const { page } = walk;
    await page.getByTestId('nav-analyse').click();
    await answered(page, 'two regions', async () => (await rows(page, 'row').count()) === 2);
    expect(new URL(page.url()).searchParams.get('by')).toBe('region');
    const { rows: regions, totals = [] } = await walk.kpi(
      'served,wait_mean,service_level,satisfaction',
      ...period(page),
      '--by',
      'region',
      '--totals',
    );
    for (const id of ['served', 'wait_mean', 'service_level', 'satisfaction']) {
      expect([id, await shown(page, 'row', id)]).toEqual([id, api(regions, id)]);
      expect([id, await shown(page, 'total', id)]).toEqual([id, api(totals, id)]);
    }
    // Control: the total of a mean is neither the sum nor the mean of the regions' means.
    const means = api(regions, 'wait_mean').map(Number);
    const [total] = await shown(page, 'total', 'wait_mean');
    expect(total).not.toBeCloseTo(means.reduce((sum, mean) => sum + mean, 0) / means.length, 3);
    expect(await rows(page, 'row').nth(1).innerText()).toContain("=cmd|' <b>South</b>");
    expect(await violationsOf(page)).toEqual([]);
  });

  test('compares with the month before, and says in words what got worse', async () => {
    const { page } = walk;
    await page.getByTestId('compare').selectOption('before');
    await answered(page, 'changes', async () => (await page.locator('[data-change="wait_mean"]').count()) === 3);
    const [now, before] = [await shown(page, 'row', 'served'), [108 + 36, 24]];
    const changes = await rows(page, 'row').locator('[data-change="served"]').allInnerTexts();
    expect(changes.map((text) => Number(/[+−]\d+/.exec(text)?.[0].replace('−', '-')))).toEqual(
      now.map((value, at) => Number(value) - (before[at] ?? 0)),
    );
    expect(await rows(page, 'row').locator('[data-change="wait_mean"]').first().innerText()).toMatch(/worse · was/);
    expect(await page.getByTestId('about').innerText()).toContain('compared with the period before');
  });

  test('downloads the figures as XLSX and as JSON, with the hash of the screen', async () => {
    const { page } = walk;
    const file = async (format: string): Promise<{ readonly name: string; readonly path: string }> => {
      const coming = page.waitForEvent('download');
      await page.getByTestId(`download-${format}`).click();
      const got = await coming;
      await page.locator('[data-testid="download-state"][data-state="done"]').waitFor();
      return { name: got.suggestedFilename(), path: await got.path() };
    };
    const xlsx = await file('xlsx');
    expect(xlsx.name).toMatch(/\.xlsx$/);
    // A spreadsheet is a zip archive.
    expect((await readFile(xlsx.path)).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    const json = await readFile((await file('json')).path, 'utf8');
    expect(json).toContain(await page.getByTestId('question-hash').innerText());
    for (const value of await shown(page, 'row', 'wait_mean')) expect(json).toContain(String(value));
    // Control: a file that the server refuses is no file.
    await page.route('**/api/v1/kpis?**', (route) => route.abort());
    await page.getByTestId('download-csv').click();
    await page.locator('[data-testid="download-state"][data-state="failed"]').waitFor();
    await page.unroute('**/api/v1/kpis?**');
    expect(await violationsOf(page)).toEqual([]);
  });

  test('adds a KPI by keyboard alone, ranks centres, and sorts by it', async () => {
    const { page } = walk;
    await tabTo(page, '[data-testid="choose-kpis"]');
    await page.keyboard.press('Enter');
    await tabTo(page, '[data-testid="search-kpis"]');
    await page.keyboard.type('90th wait called');
    await tabTo(page, '[data-kpi="served_wait_p90"]');
    await page.keyboard.press('Space');
    expect(await page.locator('[data-kpi="served_wait_p90"]').isChecked()).toBe(true);
    expect(await violationsOf(page, 'dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('groups').locator('select').first().selectOption('centre');
    const column = page.getByRole('columnheader', { name: 'Wait of those called, 90th percentile' });
    await column.getByRole('button').click();
    await answered(page, 'three centres, longest wait first', async () => {
      const waits = await shown(page, 'row', 'served_wait_p90');
      return waits.length === 3 && waits.every((wait, at) => at === 0 || Number(wait) <= Number(waits[at - 1]));
    });
    expect(await page.getByTestId('rank').allInnerTexts()).toEqual(['3', '2', '1']);
    expect(await page.getByTestId('league').innerText()).toContain('chance alone');
    await page.getByRole('columnheader', { name: 'Satisfaction' }).getByRole('button').click();
    await untilOnPage(page, 'ranks that say when a difference is noise', async () =>
      (await page.getByTestId('rank').allInnerTexts()).some((text) => text.includes('–')),
    );
  });

  test('view is saved, shared, opened by a colleague, and a change of an old version is refused', async () => {
    const { page, server } = walk;
    await page.getByTestId('saved-views').locator('summary').click();
    await page.getByRole('link', { name: 'League of centres, worst first' }).click();
    await answered(page, 'three centres', async () => (await rows(page, 'row').count()) === 3);
    const levels = await shown(page, 'row', 'service_level');
    expect(levels).toEqual([...levels].sort((a, b) => Number(a) - Number(b)));
    const form = page.getByTestId('save-view-form');
    await page.getByTestId('save-view').click();
    await form.getByLabel('Name').fill('My <b>league</b>');
    await form.getByLabel('Who may open it').selectOption('everyone');
    expect(await violationsOf(page, 'dialog')).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'My <b>league</b>' }).waitFor();
    const colleague = await walk.another();
    await colleague.goto(`${server.url}/analyse`);
    await colleague.getByTestId('saved-views').locator('summary').click();
    await colleague.getByRole('link', { name: 'My <b>league</b>' }).click();
    await answered(colleague, 'three centres', async () => (await rows(colleague, 'row').count()) === 3);
    expect(colleague.url()).toBe(page.url());
    await colleague.context().close();
    // Another tab of the owner saves first.
    const own = page.locator('li', { has: page.getByRole('link', { name: 'My <b>league</b>' }) });
    await own.getByRole('button', { name: 'Change' }).click();
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await tab.getByTestId('saved-views').locator('summary').click();
    await tab.getByRole('button', { name: 'Change' }).click();
    await tab.getByTestId('save-view-form').getByLabel('Name').fill('League of the other tab');
    await tab.getByTestId('save-view-form').getByRole('button', { name: 'Save' }).click();
    await tab.getByRole('link', { name: 'League of the other tab' }).waitFor();
    await tab.close();
    await form.getByLabel('Name').fill('League of this tab');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-testid="save-refusal"][data-code="CONFLICT"]').waitFor();
    await page.keyboard.press('Escape');
  });

  test('link opens the same for a colleague', async () => {
    const { page, server } = walk;
    await allowClipboard(page.context(), server.url);
    await page.getByTestId('copy-link').click();
    await page.getByText('The link is copied').waitFor();
    const link = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(link).toBe(page.url());
    const colleague = await walk.another();
    await colleague.goto(link);
    await answered(colleague, 'three centres', async () => (await rows(colleague, 'row').count()) === 3);
    const text = (of: Page) => of.getByTestId('answer-table').locator('tbody').innerText();
    expect(await text(colleague)).toBe(await text(page));
    const hash = (of: Page) => of.getByTestId('question-hash').innerText();
    expect(await hash(colleague)).toBe(await hash(page));
    await colleague.context().close();
  });

  test('draws the chart that fits, and has its figures as a table', async () => {
    const { page, server } = walk;
    const { searchParams } = new URL(page.url());
    const dates = `from=${searchParams.get('from')}&to=${searchParams.get('to')}`;
    for (const [question, kind] of [
      ['ids=served&by=day', 'lines'],
      ['ids=served&by=hour_of_day,day_of_week', 'heat'],
      ['ids=served,wait_mean&by=centre', 'bars'],
      ['ids=rating_distribution', 'distribution'],
      ['ids=wait_distribution', 'distribution'],
      ['ids=served,wait_mean&by=centre&chart=scatter', 'scatter'],
    ]) {
      await page.goto(`${server.url}/analyse?${dates}&${question}`);
      await page.getByTestId('answer-chart').locator('svg').first().waitFor();
      expect([question, await page.getByTestId('chart-kind').inputValue()]).toEqual([question, kind]);
      await page.getByTestId('answer-chart').getByRole('button', { name: 'Table' }).click();
      expect(await page.getByTestId('answer-chart').locator('tbody tr').count()).toBeGreaterThan(0);
    }
    expect(await violationsOf(page)).toEqual([]);
  });

  test('address that is not understood is not asked, and says why', async () => {
    const { page, server } = walk;
    await page.goto(`${server.url}/analyse?ids=served&by=planet&where=region=north&from=2026-02-31&to=<script>`);
    const faults = page.getByTestId('address-faults');
    await faults.waitFor();
    expect(await faults.locator('li').allInnerTexts()).toEqual([
      expect.stringContaining('from=2026-02-31'),
      expect.stringContaining('to=<script>'),
      expect.stringContaining('by=planet'),
    ]);
    expect(await page.getByTestId('answer').count()).toBe(0);
    await page.getByTestId('leave-out').click();
    await answered(page, 'an answer', async () => (await rows(page, 'row').count()) === 1);
    await page.goto(`${server.url}/analyse?ids=served&where=region=atlantis&from=2026-01-01&to=2026-02-01`);
    await page.locator('[data-code="UNKNOWN_PLACE"]').waitFor();
    await page.getByRole('button', { name: 'Leave out what does not exist' }).click();
    await page.getByTestId('answer').waitFor();
    expect(page.url()).not.toContain('atlantis');
  });

  test('period without any data offers others, and a press asks for one', async () => {
    const { page, server } = walk;
    const others = page.getByTestId('other-periods');
    await page.goto(`${server.url}/analyse?ids=served&by=region&from=2001-01-01&to=2001-02-01`);
    await answered(page, 'other periods', async () => (await others.getByRole('button').count()) === 3);
    await others.getByRole('button').last().click();
    await untilOnPage(
      page,
      'this year',
      async () => /from=\d{4}-01-01&/.test(page.url()) && !/from=2001/.test(page.url()),
    );
    // Control: a period with data offers none.
    await page.getByTestId('nav-analyse').click();
    await answered(page, 'last month', async () => (await others.count()) === 0);
  });

  test('question that is too large is refused with the number, and a press asks for less', async () => {
    const { page, server } = walk;
    await page.goto(`${server.url}/analyse?ids=served&by=centre,quarter_hour&from=2026-01-01&to=2026-06-30`);
    const refusal = page.getByTestId('refusal');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/3 places x 17,280 quarter hours/);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ask for longer steps' }).click();
    // Thousands of rows: those in sight are in the page, and the number of all is said.
    await answered(page, 'hours', async () =>
      (await page.getByTestId('answer-table').innerText()).includes('12,960 rows'),
    );
    expect(await rows(page, 'row').count()).toBeLessThan(100);
    await page.locator('.analyse-scroll').evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await page.locator('[aria-rowindex="12961"]').waitFor();
  });

  test('question can be cancelled and asked again', async () => {
    const { page, server } = walk;
    const held: (() => Promise<void>)[] = [];
    // The network is slow for this one request.
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Analyse(') === true
        ? void held.push(() => route.continue())
        : route.continue(),
    );
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/graphql'));
    await page.goto(`${server.url}/analyse?ids=served&by=centre&from=2026-01-01&to=2026-02-01`);
    await page.locator('[data-testid="asking-running"][data-quiet="false"]').waitFor();
    await page.getByTestId('cancel').click();
    await failed;
    await page.getByTestId('asking-cancelled').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await answered(page, 'an answer', async () => (await rows(page, 'row').count()) === 3);
  });

  test('report has recipients, deliveries, an archive, and what late data changed', async () => {
    const { page } = walk;
    await walk.applyPeople();
    await walk.importPresent();
    await page.getByTestId('nav-reports').click();
    const form = page.getByTestId('report-form');
    await form.getByLabel('Name').fill('Table of <b>counties</b>');
    await form.getByLabel('Content').selectOption('table');
    await form.getByLabel('When').selectOption('monthly');
    await form.getByRole('button', { name: 'Subscribe' }).click();
    const recipients = page.getByTestId('recipients');
    await recipients.getByRole('textbox', { name: 'Address' }).fill('eve@elsewhere.example');
    await recipients.getByRole('button', { name: 'Add recipient' }).click();
    await recipients.getByText('Reports may not be sent to addresses at elsewhere.example').waitFor();
    for (const [act, state] of [
      ['add', 'confirmed'],
      ['remove', undefined],
      ['add', 'confirmed'],
    ]) {
      if (act === 'remove') await recipients.getByRole('button', { name: 'Remove Sam Otieno' }).click();
      else {
        await recipients.getByLabel('Person').selectOption({ label: 'Sam Otieno' });
        await recipients.getByRole('button', { name: 'Add recipient' }).click();
      }
      const states = () =>
        recipients.locator('li').evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
      await untilOnPage(page, `${act} Sam`, async () => (await states()).join() === (state ?? ''));
    }
    await page.getByRole('button', { name: 'Make the last period now' }).click();
    // There is no mail server: the report is in the archive, and Sam's delivery says why it did not reach him.
    await page.locator('[data-state="skipped"]').waitFor({ timeout: 60_000 });
    await page.getByTestId('deliveries').locator('summary').click();
    expect(await page.getByTestId('deliveries').locator('li').innerText()).toMatch(/^Sam Otieno .*: not sent|failed/);
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: /Download .*pdf/ }).click();
    expect((await readFile(await (await coming).path())).subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(await page.getByTestId('revisions').count()).toBe(0);
    await walk.importLate();
    await walk.runEarlierReport();
    await page.getByTestId('revisions').locator('summary').first().click({ timeout: 60_000 });
    const changed = await page.getByTestId('revisions').locator('li').allInnerTexts();
    expect(changed.join('\n')).toMatch(/Served, region south: sent as 36, now 37/);
    for (const theme of ['light', 'dark']) {
      await page.evaluate(`localStorage.setItem('mnara.theme', '${theme}')`);
      await page.reload();
      await page.getByTestId('recipients').waitFor();
      expect([theme, await violationsOf(page)]).toEqual([theme, []]);
    }
  });

  test('works on a phone, in Russian, in the dark', async () => {
    const { page, server } = walk;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate("localStorage.setItem('mnara.theme', 'dark'); localStorage.setItem('mnara.language', 'ru')");
    await page.goto(`${server.url}/centres/C1`);
    await page.getByTestId('analyse-link').click();
    await answered(page, 'two services', async () => (await rows(page, 'row').count()) === 2);
    expect(new URL(page.url()).searchParams.getAll('where')).toEqual(['centre=C1']);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    // What to know, and why there is no answer, are in the language of the screen.
    await page.goto(`${server.url}/analyse?ids=served&from=2001-01-01&to=2001-02-01`);
    await page.locator('[data-code="nothing_recorded"]', { hasText: 'ничего не записано' }).waitFor();
    await page.goto(`${server.url}/analyse?ids=served&by=centre,quarter_hour&from=2026-01-01&to=2026-06-30`);
    await page.getByTestId('refusal').getByText('Это запрос на').waitFor();
    await page.goto(`${server.url}/centres/C1`);
    await page.getByTestId('analyse-link').click();
    await answered(page, 'two services', async () => (await rows(page, 'row').count()) === 2);
    await page.locator('summary').first().click();
    await page.getByTestId('add-filter').click();
    await page.getByTestId('filter-key').selectOption('service');
    await page.locator('[data-value="passport"]').check();
    await page.getByTestId('close-dialog').click();
    await answered(page, 'one service', async () => (await rows(page, 'row').count()) === 1);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });

  test('no script failed', () => {
    expect(walk.problems).toEqual([]);
  });
});
