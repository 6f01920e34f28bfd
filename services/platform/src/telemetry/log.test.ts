import { expect, test } from 'vitest';
import { makeLog } from './log.js';
import type { LogLevel } from './log-level.js';
import { NestLog } from './nest-log.js';

const KEY = 'NRB-01.uL3v0q8mB7xk2Zt5Yc9dWf1Gh4Jn6Pa_rSe-TiKoM0X';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

function logged(shape: 'json' | 'human' = 'json', level: LogLevel = 'debug') {
  const lines: string[] = [];
  const log = makeLog({ service: 'gateway', level, shape, write: (line) => lines.push(line) });
  return { log, lines, text: () => lines.join('') };
}

const chained = (secret: string): Error =>
  new Error('no link', { cause: new Error('refused', { cause: new Error(`wrong key ${secret}`) }) });

/** Each way in which a secret can reach a log: the name, the secret, and the call that logs it. */
const LEAKS: readonly (readonly [way: string, secret: string, say: (log: ReturnType<typeof logged>['log']) => void])[] =
  [
    ['a header in the text', KEY, (log) => log.warn(`the agent sent Authorization: Bearer ${KEY}`)],
    [
      'headers of a request',
      'c2Vzc2lvbg',
      (log) => log.info('request', { headers: { cookie: 'mnara_session=c2Vzc2lvbg' } }),
    ],
    [
      'headers with another case',
      'hunter2',
      (log) => log.info('request', { headers: { Authorization: 'Basic hunter2' } }),
    ],
    ['basic credentials in the text', 'aHVudGVyMg==', (log) => log.info('sent Basic aHVudGVyMg== to the proxy')],
    [
      'the database address',
      'hunter2',
      (log) => log.error('no database at postgres://mnara:hunter2@10.0.0.1:5432/mnara'),
    ],
    ['a password with an at sign', 'p@ss', (log) => log.error('postgres://mnara:p@ss@db/mnara does not answer')],
    ['the address as a field', 'hunter2', (log) => log.info('open', { url: 'postgres://mnara:hunter2@db/mnara' })],
    [
      'an error from a driver',
      'hunter2',
      (log) => log.error('x', { error: new Error('postgresql://m:hunter2@db refused') }),
    ],
    ['the cause of a cause', KEY, (log) => log.error('x', { error: chained(KEY) })],
    ['a field by its name', 'hunter2', (log) => log.info('x', { config: { db: { password: 'hunter2' } } })],
    ['a session secret', 'hunter2', (log) => log.info('x', { MNARA_SESSION_SECRET: 'hunter2' })],
    ['an agent key of an answer', 'hunter2', (log) => log.info('x', { agentKey: 'hunter2' })],
    ['a list of tokens', 'hunter2', (log) => log.info('x', { tokens: ['hunter2'] })],
    ['a map', 'hunter2', (log) => log.info('x', { env: new Map([['API_KEY', 'hunter2']]) })],
    ['a token in the text', JWT, (log) => log.debug(`the token ${JWT} is over`)],
    ['a query', 'hunter2', (log) => log.info('GET /graphql?token=hunter2&x=1')],
    ['a connection string', 'hunter2', (log) => log.info('host=db user=mnara password=hunter2 dbname=mnara')],
    ['an enrolment code', 'ABCD-1234', (log) => log.info('invited', { code: 'ABCD-1234' })],
    ['an agent key in the text', KEY.slice(7), (log) => log.info(`made ${KEY} for NRB-01`)],
    ['a name of a part', 'hunter2', (log) => log.part('postgres://m:hunter2@db').info('x')],
    ['bytes', 'hunter2', (log) => log.info('x', { payload: Buffer.from('hunter2') })],
    [
      "Nest's logger",
      'hunter2',
      (log) =>
        new NestLog(log).error(
          new Error('x password=hunter2'),
          'stack\nhunter2=hunter2\npassword=hunter2'.replace('hunter2=hunter2', ''),
          'api',
        ),
    ],
  ];

test.each(LEAKS)('the log redacts a secret when it comes as: %s', (_, secret, say) => {
  for (const shape of ['json', 'human'] as const) {
    const { log, text } = logged(shape);
    say(log);
    expect(text()).not.toContain(secret);
    expect(text()).toMatch(/\[redacted\]|bytes\]/);
  }
});

test('control: the log keeps what is not a secret', () => {
  const { log, text } = logged();
  log.warn('agent NRB-01 sent seq 7 of 0198c2f0-1111-7000-8000-000000000000', {
    centreId: 'NRB-01',
    code: 'wrong_centre',
    centreKey: 12,
    error: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
    url: 'http://127.0.0.1:8080/readyz',
  });
  for (const word of [
    'NRB-01',
    'seq 7',
    '0198c2f0-1111-7000-8000-000000000000',
    'wrong_centre',
    '"centreKey":12',
    'ECONNREFUSED 127.0.0.1:5432',
    '"code":"ECONNREFUSED"',
    'http://127.0.0.1:8080/readyz',
  ])
    expect(text()).toContain(word);
});

test('the JSON log writes one object per line, with time, level, service, part and message', () => {
  const { log, lines } = logged();
  log.part('link').warn('a line\nand another', { n: 1 });
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({ level: 'warn', service: 'gateway', part: 'link', message: 'a line\nand another', n: 1 });
  expect(new Date(line.time).getTime()).toBeGreaterThan(0);
});

test('the log does not write what is below its level', () => {
  const { log, lines } = logged('json', 'warn');
  log.info('quiet');
  log.error('loud');
  expect(lines).toHaveLength(1);
});

test('the human log writes plain lines, with the stack below', () => {
  const { log, text } = logged('human');
  log.part('api').error('it failed', { n: 1, error: new Error('why') });
  expect(text()).toMatch(/^\d\d:\d\d:\d\d error api: it failed \(n=1\)\nError: why\n +at /);
});
