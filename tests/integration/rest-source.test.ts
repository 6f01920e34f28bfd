import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readingFields } from '#edge-agent/connectors/rest/reading-settings.js';
import { RestReader } from '#edge-agent/connectors/rest/rest-reader.js';
import { makeCertificate } from '../_support/certificate.js';
import { type Answer, startReceiver, status } from '../_support/http-receiver.js';

const folder = mkdtempSync(join(tmpdir(), 'mnara-rest-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `${text}\n`);
  return path;
};

const json = (value: unknown, headers = {}): Answer => status(200, JSON.stringify(value), headers);
const TICKETS = json([{ id: 'A1' }, { id: 'A2' }]);

let source: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  source = await startReceiver(TICKETS);
});
afterEach(() => source.stop());

/** Answers one after another; the last one stays. */
function answering(...answers: Answer[]): void {
  let next = 0;
  source.answerWith((request, response) => answers[Math.min(next++, answers.length - 1)]?.(request, response));
}
function reader(settings: object = {}, now: () => number = Date.now): RestReader {
  const parsed = z.strictObject(readingFields(z.string())).parse({
    address: `http://127.0.0.1:${source.port}/tickets`,
    requestsPerSecond: 1000,
    timeoutSeconds: 20,
    ...settings,
  });
  return new RestReader({
    settings: parsed,
    records: undefined,
    timeZone: 'Africa/Nairobi',
    now,
    pauses: { firstMs: 1, maxMs: 5 },
  });
}
const NEVER = new AbortController().signal;
const ids = async (from: RestReader, sinceMs = 0): Promise<string> =>
  (await from.read(sinceMs, NEVER)).map(({ id }) => id).join(' ');

describe('logins', () => {
  test('a header and a password come from files, which may be replaced meanwhile', async () => {
    const file = secret('key', 'first');
    const byHeader = reader({ auth: { header: 'X-Key', file, prefix: 'Token ' }, headers: { 'X-Version': '2' } });
    expect(await ids(byHeader)).toBe('A1 A2');
    secret('key', 'second');
    await ids(byHeader);
    await ids(reader({ auth: { basic: { user: 'ann', passwordFile: secret('password', 'p:w') } } }));
    const [first, second, third] = source.requests;
    expect(first?.headers).toMatchObject({ 'x-key': 'Token first', 'x-version': '2' });
    expect(second?.headers).toMatchObject({ 'x-key': 'Token second' });
    expect(third?.headers.authorization).toBe(`Basic ${Buffer.from('ann:p:w').toString('base64')}`);
  });

  const oauth2 = () => ({
    tokenAddress: `http://127.0.0.1:${source.port}/token`,
    clientId: 'mnara',
    clientSecretFile: secret('client', 'c s'),
  });
  /** A source that gives numbered tokens and accepts the newest one only. */
  function tokenSource(expiresInSeconds: number | undefined) {
    const state = { given: 0, accepted: 0 };
    source.answerWith((request, response) => {
      if (request.path === '/token') {
        state.given += 1;
        state.accepted = state.given;
        return json({ access_token: `t${state.given}`, expires_in: expiresInSeconds })(request, response);
      }
      const isRight = request.headers.authorization === `Bearer t${state.accepted}`;
      return (isRight ? TICKETS : status(401))(request, response);
    });
    return state;
  }

  test('a token is used until shortly before it expires, and a new one after that', async () => {
    let now = Date.UTC(2026, 10, 30);
    const state = tokenSource(3600);
    const byToken = reader({ auth: { oauth2: { ...oauth2(), scope: 'read' } } }, () => now);
    await ids(byToken);
    now += 2800 * 1000;
    await ids(byToken);
    expect(state.given).toBe(1);
    // 12 minutes before its end: the source has accepted it until now, and never refused one.
    now += 100 * 1000;
    expect(await ids(byToken)).toBe('A1 A2');
    expect(state.given).toBe(2);
    const [asked] = source.requests;
    expect(asked).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials&scope=read' });
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('mnara:c%20s').toString('base64')}`);
  });

  test('a token that the source has forgotten is replaced at once, and a login that is never accepted is told', async () => {
    const state = tokenSource(undefined);
    const byToken = reader({
      auth: { oauth2: { ...oauth2(), clientIn: 'body', user: 'ann', passwordFile: secret('p', 'pw') } },
    });
    await ids(byToken);
    state.accepted = -1;
    expect(await ids(byToken)).toBe('A1 A2');
    expect(state.given).toBe(2);
    expect(source.requests[0]?.body).toBe(
      'grant_type=password&username=ann&password=pw&client_id=mnara&client_secret=c+s',
    );
    const token = json({ access_token: 't' });
    source.answerWith((request, response) => (request.path === '/token' ? token : status(401))(request, response));
    await expect(ids(byToken)).rejects.toMatchObject({
      fault: 'not_authorised',
      message: expect.stringContaining('(401)'),
    });
    answering(status(400, '{"error":"invalid_client"}'));
    await expect(ids(reader({ auth: { oauth2: oauth2() } }))).rejects.toThrow(
      /gave no token \(400\); check the client/,
    );
  });
});

describe('a source that is not there for the moment', () => {
  test('429 and 5xx are tried again, not before Retry-After', async () => {
    const times: number[] = [];
    const timed =
      (answer: Answer): Answer =>
      (request, response) => {
        times.push(performance.now());
        answer(request, response);
      };
    answering(timed(status(429, '', { 'retry-after': '1' })), timed(status(503)), timed(TICKETS));
    expect(await ids(reader())).toBe('A1 A2');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  test('after some attempts the reading ends, with the pause that the source asks for', async () => {
    answering(status(503));
    await expect(ids(reader())).rejects.toMatchObject({
      fault: 'source_fault',
      message: expect.stringContaining('503'),
    });
    expect(source.requests).toHaveLength(5);
    answering(status(429, '', { 'retry-after': '600' }));
    await expect(ids(reader())).rejects.toMatchObject({ fault: 'throttled', retryAfterMs: 600_000 });
    expect(source.requests).toHaveLength(6);
    answering((request) => void request);
    await expect(ids(reader({ timeoutSeconds: 0.05 }))).rejects.toMatchObject({ fault: 'timed_out' });
  });

  test('no more requests are sent than the source allows', async () => {
    const times: number[] = [];
    source.answerWith((request, response) => {
      times.push(performance.now());
      const page = Number(new URL(request.path, 'http://x').searchParams.get('page'));
      json(page < 4 ? [{ id: page }, { id: -page }] : [])(request, response);
    });
    const paging = { kind: 'page', parameter: 'page' };
    expect(await ids(reader({ requestsPerSecond: 20, paging }))).toBe('1 -1 2 -2 3 -3');
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // Timers may be a little early; that the requests are apart is what counts.
    expect(gaps.length).toBe(3);
    for (const gap of gaps) expect(gap).toBeGreaterThan(30);
  });
});

describe('what is refused', () => {
  test('a redirect, which would carry the login elsewhere', async () => {
    const other = await startReceiver(TICKETS);
    answering(status(302, '', { location: `http://127.0.0.1:${other.port}/tickets` }));
    const byHeader = reader({ auth: { header: 'X-Key', file: secret('key', 'k') } });
    await expect(ids(byHeader)).rejects.toMatchObject({
      fault: 'redirected',
      message: expect.stringContaining('final address'),
    });
    expect(other.requests).toEqual([]);
    await other.stop();
  });

  test('answers that are too large, that are not JSON, and other statuses, at once', async () => {
    answering(json([{ id: 'x'.repeat(2000) }]));
    await expect(ids(reader({ maxBytes: 1024 }))).rejects.toMatchObject({ fault: 'too_large' });
    answering(status(200, '<html>Log in</html>'));
    await expect(ids(reader())).rejects.toMatchObject({
      fault: 'bad_answer',
      message: expect.stringContaining('not JSON'),
    });
    answering(status(404, 'no such hall'));
    await expect(ids(reader())).rejects.toMatchObject({ message: expect.stringContaining('404: no such hall') });
    expect(source.requests).toHaveLength(3);
  });

  test('a certificate that nobody vouches for', async () => {
    const certificate = makeCertificate();
    const safe = await startReceiver(TICKETS, certificate);
    const address = `https://127.0.0.1:${safe.port}/tickets`;
    await expect(ids(reader({ address }))).rejects.toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('CERT'),
    });
    expect(await ids(reader({ address, caFile: secret('ca.pem', certificate.cert) }))).toBe('A1 A2');
    await safe.stop();
  });
});

test.each([
  ['iso', '2026-11-29T21%3A30%3A00.000Z'],
  ['unix_s', '1795987800'],
  ['unix_ms', '1795987800000'],
  ['date', '2026-11-30'],
])('{since} as %s', async (format, text) => {
  const address = `http://127.0.0.1:${source.port}/tickets?from={since}`;
  await ids(reader({ address, since: { format } }), Date.UTC(2026, 10, 29, 21, 30));
  expect(source.requests[0]?.path).toBe(`/tickets?from=${text}`);
});
