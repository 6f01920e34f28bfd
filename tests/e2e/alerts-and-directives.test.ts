import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AlertWalk, askAs, startAlertWalk, tabTo, violationsOf } from '../_support/alert-walk.js';
import { CHROMIUM } from '../_support/browser.js';
import { mnara } from '../_support/mnara.js';
import { untilOnPage } from '../_support/page-walk.js';

interface TimelineAnswer {
  readonly alert: {
    readonly alert: { readonly condition: string };
    readonly timeline: readonly { at: number; kind: string }[];
  };
}

const TIMELINE = 'query ($id: ID!) { alert(id: $id) { alert { condition } timeline { at kind } } }';

/**
 * A supervisor's path: a centre has no power, the wall shows it, the secretariat acknowledges the alert and sends
 * directives, the manager answers, and the reports count what happened.
 */
describe.skipIf(CHROMIUM === undefined)('alerts and directives', () => {
  let walk: AlertWalk;
  let [first, second] = ['', ''];

  beforeAll(async () => {
    walk = await startAlertWalk();
  });
  afterAll(() => walk?.stop());

  const said = (page: Page, kind: string) => page.locator(`[data-testid="timeline"] [data-kind="${kind}"]`);
  const axis = (page: Page, name: string, value: string) =>
    page.locator(`[data-testid="alert-page"] [data-testid="axis-${name}"][data-value="${value}"]`);
  const directive = (page: Page, text: string, state: string): Promise<void> =>
    page.locator(`[data-testid="directive"][data-state="${state}"]`, { hasText: text }).first().waitFor();
  const timelineOf = async (id: string) => (await askAs<TimelineAnswer>(walk.desk, TIMELINE, { id })).alert;
  const isNarrowEnough = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
  const order = async (text: string): Promise<void> => {
    const form = walk.desk.getByTestId('order-form');
    await form.locator('select').selectOption('free_text');
    await form.locator('textarea').fill(text);
    await form.getByRole('button', { name: 'Send' }).click();
    await walk.desk.getByTestId('directive').filter({ hasText: text }).waitFor();
  };

  test('rules page shows faults by line, keeps comments and lists versions of an edited rule', async () => {
    const page = walk.desk;
    await page.goto(`${walk.server.url}/rules`);
    await page.locator('input[type="password"]').fill(walk.adminToken);
    await page.getByRole('button', { name: 'Load rules' }).click();
    const area = page.getByTestId('rules-yaml');
    const yaml = await area.inputValue();
    expect(yaml).toContain('# The default rules of a new installation');
    const at = yaml.indexOf('    for: 1m', yaml.indexOf('watch: power_down'));
    const withRest = (rest: string): string => yaml.slice(0, at) + rest + yaml.slice(yaml.indexOf('\n\n', at));
    await area.fill(withRest('    for: 1 minute'));
    await page.getByTestId('rules-check').click();
    const fault = page.getByTestId('rule-faults').locator('li');
    await fault.waitFor();
    const line = yaml.slice(0, at).split('\n').length;
    expect(await fault.innerText()).toMatch(new RegExp(`^Line ${line}\\b.*1 minute.*`, 's'));
    await fault.getByRole('button').click();
    const chosen =
      '(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))' +
      '(document.activeElement)';
    expect(await page.evaluate(chosen)).toBe('    for: 1 minute');
    // Control: what has a fault cannot be saved.
    await page.getByTestId('rules-save').click();
    await page.getByTestId('rules-save').and(page.locator(':enabled')).waitFor();
    expect(await page.getByTestId('rules-said').innerText()).toBe('');
    await area.fill(withRest('    for: 1s # the generator starts by itself'));
    await page.getByTestId('rules-save').click();
    await untilOnPage(page, 'saved', async () => /1 changed/.test(await page.getByTestId('rules-said').innerText()));
    expect(await area.inputValue()).toContain('# the generator starts by itself');
    const row = page.getByTestId('rule-list').locator('tr', { hasText: 'power_down' });
    await row.getByRole('button', { name: 'version 2' }).click();
    await untilOnPage(page, 'both versions', async () => (await page.locator('.rule-history li').count()) === 2);
    expect(await violationsOf(page)).toEqual([]);
  });

  test('wall shows, reads out and sounds a new alert and jumps to its centre when the power fails', async () => {
    const { wall, agent } = walk;
    await agent.say({ centreOpened: {} });
    await agent.say({ deskId: 'D1', deskOpened: {} });
    await wall.getByTestId('light-data').and(wall.locator('[data-state="good"]')).waitFor();
    await wall.mouse.click(5, 5);
    await wall.getByTestId('sound').and(wall.locator('[data-state="on"]')).waitFor();
    expect(await wall.getByTestId('ticker').getAttribute('data-firing')).toBe('0');
    await agent.say({ powerDown: {} });
    await wall.getByTestId('ticker').and(wall.locator('[data-firing="1"]')).waitFor();
    await wall.locator('[data-testid="focus-centre"][data-centre="gpo"]').waitFor();
    expect(await wall.getByTestId('ticker').innerText()).toMatch(
      /Critical.*A centre has no power · Nairobi GPO.*Not acknowledged/s,
    );
    expect(await wall.getByTestId('alert-announcer').innerText()).toBe(
      'New alert, Critical: A centre has no power, Nairobi GPO',
    );
    expect(await wall.getByTestId('sound').getAttribute('data-played')).toBe('1');
    expect(await violationsOf(wall, '.wall')).toEqual([]);
    await wall.locator('.ticker-name').click();
    await wall.getByTestId('alert-page').waitFor();
    first = new URL(wall.url()).pathname.split('/')[2] ?? '';
    // Viewers can change nothing.
    expect(await wall.getByTestId('acknowledge-alert').count()).toBe(0);
  });

  test('message is delivered when it is shown on the phone of the manager on duty', async () => {
    const { phone, wall } = walk;
    const notice = phone.getByTestId('notice');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/Critical: A centre has no power, Nairobi GPO.*for Wanjiku Kamau/s);
    await said(wall, 'delivered').waitFor();
    expect(await said(wall, 'delivered').innerText()).toContain('Wanjiku · wanjiku · dashboard');
    expect(await isNarrowEnough(phone)).toBe(true);
    expect(await violationsOf(phone, '.notices')).toEqual([]);
    await notice.getByRole('link').tap();
    await phone.getByTestId('alert-page').waitFor();
    expect(await isNarrowEnough(phone)).toBe(true);
    expect(await violationsOf(phone)).toEqual([]);
    await phone.getByTestId('close-notices').tap();
    expect(await notice.count()).toBe(0);
  });

  test('secretariat acknowledges, assigns and comments an alert by keyboard alone', async () => {
    const { desk, wall } = walk;
    await desk.goto(`${walk.server.url}/alerts`);
    await desk.getByTestId('alert-row').waitFor();
    expect(await violationsOf(desk)).toEqual([]);
    await tabTo(desk, '.alert-name');
    await desk.keyboard.press('Enter');
    await desk.getByTestId('acknowledge-alert').waitFor();
    await tabTo(desk, '.alert-actions select');
    await desk.keyboard.press('ArrowDown');
    await tabTo(desk, '[data-testid="acknowledge-alert"]');
    await desk.keyboard.press('Enter');
    await axis(desk, 'response', 'acknowledged').waitFor();
    await tabTo(desk, '.alert-actions input');
    await desk.keyboard.type('Otieno');
    await desk.keyboard.press('Enter');
    await said(desk, 'assigned').waitFor();
    await tabTo(desk, '.alert-actions textarea');
    await desk.keyboard.type('The power company says noon.');
    await tabTo(desk, '[data-testid="comment"]');
    await desk.keyboard.press('Enter');
    await said(desk, 'comment').waitFor();
    const [taken] = await askAs<{ alerts: { acknowledgedAt: number; acknowledgedUntil: number }[] }>(
      desk,
      '{ alerts { acknowledgedAt acknowledgedUntil } }',
    ).then(({ alerts }) => alerts);
    expect((taken?.acknowledgedUntil ?? 0) - (taken?.acknowledgedAt ?? 0)).toBe(3_600_000);
    // The page of somebody else follows by itself.
    await axis(wall, 'response', 'acknowledged').waitFor();
    expect(await wall.getByTestId('axis-response').first().innerText()).toMatch(
      /Acknowledged by Achieng until .* assigned to Otieno/s,
    );
  });

  test('directives go through the agent; the manager refuses one by phone, and the centre completes one', async () => {
    const { desk, phone, agent } = walk;
    await order('Send everybody home <b>now</b>');
    await order('Start the generator');
    await phone.goto(`${walk.server.url}/centres/gpo/manager`);
    await directive(phone, 'Send everybody home', 'delivered');
    await directive(desk, 'Start the generator', 'delivered');
    expect(await isNarrowEnough(phone)).toBe(true);
    expect(await violationsOf(phone)).toEqual([]);
    const item = phone.getByTestId('directive').filter({ hasText: 'Send everybody home' });
    await item.getByTestId('refuse').tap();
    await item.getByText('Give the reason for the refusal.').waitFor();
    await item.locator('input').fill('Two of them are old.');
    await item.getByTestId('refuse').tap();
    await directive(desk, 'Two of them are old.', 'refused');
    const generator = (await agent.directives()).find(({ text }) => text === 'Start the generator');
    await agent.answer(generator?.id ?? '', 'acknowledged', 'Mutua', '');
    await agent.answer(generator?.id ?? '', 'done', 'Mutua', 'It runs.');
    await directive(desk, 'It runs.', 'done');
    await untilOnPage(
      desk,
      'each step of both orders on the timeline',
      async () => (await said(desk, 'directive').count()) === 7,
    );
    const words = await desk.getByTestId('timeline').innerText();
    expect(words).toContain(
      'Directive · Wanjiku · Instruction: refused · Send everybody home <b>now</b> · Two of them are old.',
    );
    expect(words).toContain('Directive · Mutua · Instruction: done · Start the generator · It runs.');
    expect(await violationsOf(desk)).toEqual([]);
  });

  test('silence is listed and suppresses the alert until it is ended', async () => {
    const { desk } = walk;
    await desk.locator('.silence summary').click();
    const form = desk.getByTestId('silence-form');
    await form.locator('input[name="minutes"]').fill('30');
    await form.locator('input[name="reason"]').fill('The generator is tried.');
    await form.getByRole('button', { name: 'Silence' }).click();
    await axis(desk, 'suppressed', 'silence').waitFor();
    await desk.goto(`${walk.server.url}/alerts`);
    const silences = desk.getByTestId('silences');
    await silences.getByText('The generator is tried.').waitFor();
    await silences.getByRole('button', { name: 'End' }).click();
    await desk.locator('[data-testid="alert-row"] [data-testid="axis-suppressed"][data-value=""]').waitFor();
  });

  test('alert is resolved and closed when the power is back, because it was acknowledged', async () => {
    const { desk, agent } = walk;
    await agent.say({ powerUp: {} });
    await desk.getByTestId('no-alerts').waitFor();
    const { timeline } = await timelineOf(first);
    const kinds = timeline.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['fired', 'notified', 'sent']);
    expect(kinds.filter((kind) => kind === 'directive')).toHaveLength(7);
    expect(kinds).toEqual(
      expect.arrayContaining(['suppressed', 'released', 'acknowledged', 'assigned', 'comment', 'delivered']),
    );
    expect(kinds.indexOf('cleared')).toBeGreaterThan(kinds.indexOf('released'));
    await desk.getByTestId('show-closed').click();
    await desk.locator(`[data-testid="closed-alerts"] [data-alert="${first}"]`).waitFor();
  });

  test('acknowledging a closed alert on an old page is rejected and recorded; the manager is notified', async () => {
    const { desk, phone, agent } = walk;
    await desk.getByRole('button', { name: 'Open' }).click();
    await agent.say({ powerDown: {} });
    await desk.getByTestId('alert-row').locator('a').click();
    await desk.getByTestId('acknowledge-alert').waitFor();
    second = new URL(desk.url()).pathname.split('/')[2] ?? '';
    expect(second).not.toBe(first);
    // The desk hears nothing new, as by a link that is cut; what it does still reaches the server.
    await desk.route('**/graphql', (route) =>
      route.request().postData()?.includes('query AlertPage') === true ? route.abort() : route.continue(),
    );
    await agent.say({ powerUp: {} });
    await phone.goto(`${walk.server.url}/alerts/${second}`);
    await axis(phone, 'condition', 'normal').waitFor();
    await phone.getByTestId('acknowledge-alert').tap();
    await phone.getByText(/Closed .* ago/).waitFor();
    await desk.getByTestId('acknowledge-alert').click();
    await desk.getByText('The alert is resolved and closed. No action is needed.').waitFor();
    await said(phone, 'refused').waitFor();
    expect(await said(phone, 'refused').innerText()).toContain(
      'Achieng · acknowledge: The alert is resolved and closed',
    );
    // What clears within ten seconds is told together.
    await phone.locator('[data-testid="notice"][data-kind="resolved"]').waitFor();
  });

  test('alert load page counts what the timelines say', async () => {
    const { desk } = walk;
    await desk.unroute('**/graphql');
    await desk.goto(`${walk.server.url}/alerts/load`);
    const tile = (id: string) => desk.getByTestId(`load-${id}`);
    await tile('fired').waitFor();
    const timelines = await Promise.all([first, second].map(async (id) => (await timelineOf(id)).timeline));
    const seconds = (kind: string): number => {
      const each = timelines.map((all) => {
        const at = (wanted: string): number => all.find((entry) => entry.kind === wanted)?.at ?? Number.NaN;
        return (at(kind) - at('fired')) / 1000;
      });
      return each.reduce((sum, one) => sum + one, 0) / each.length;
    };
    const shown = (value: number): string => {
      const whole = Math.floor(value);
      return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min`;
    };
    const shownIn = (id: string) => tile(id).locator('.tile-value').innerText();
    expect(await shownIn('fired')).toBe('2');
    expect(await shownIn('per-person-hour')).toBe('2');
    expect(await tile('per-person-hour').innerText()).toContain('2 notifications, 1 person');
    expect(await shownIn('to-acknowledge')).toBe(shown(seconds('acknowledged')));
    expect(await shownIn('to-resolve')).toBe(shown(seconds('cleared')));
    expect(await desk.getByTestId('sources').locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/A centre has no power\s+Nairobi GPO\s+2\s+100%\s+2\s/),
    ]);
    expect(await desk.getByTestId('chatter').innerText()).toContain('None in this period');
    expect(await desk.getByTestId('persons').locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/Wanjiku Kamau.*2\s+(1\s+2|2\s+1)$/s),
    ]);
    await desk.getByTestId('load-chart').locator('canvas, svg').first().waitFor();
    expect(await violationsOf(desk)).toEqual([]);
  });

  test('export contains every directive and how it ended', async () => {
    const period = ['--from', '2026-01-01', '--to', '2100-01-01', '--format', 'json', '--data', walk.folder];
    const { stdout } = await mnara('export', 'directives', ...period);
    const { directives } = JSON.parse(stdout) as { directives: Record<string, unknown>[] };
    expect(directives).toMatchObject([
      { centre: 'gpo', state: 'refused', closing_note: 'Two of them are old.', sent_by: 'Achieng' },
      { centre: 'gpo', state: 'done', acknowledged_by: 'Mutua', text: 'Start the generator' },
    ]);
    for (const one of directives) expect(one['seconds_to_close']).toBeGreaterThan(0);
    expect(walk.problems).toEqual([]);
  });
});
