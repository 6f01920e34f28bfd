// Every documented route of the REST API answers as docs/openapi.json says, within the viewer's scope and limits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '#domain/access/viewer.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { evaluatorAt, PEOPLE, rulesOf, statusAt } from '../_support/alerting-host.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { closed } from '../_support/closed-schema.js';
import { send } from '../_support/directives.js';
import { ROOT } from '../_support/mnara.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

const START = Date.UTC(2026, 2, 9, 4);
const NOW = START + 48 * 3_600_000;
const RULES = `rules:
  - { id: power, names: { en: No power, sw: Hakuna umeme }, advice: { en: Call }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes" }
`;
const PERIOD = 'from=2026-03-09&to=2026-03-11';
const DOCUMENT = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
beforeAll(async () => {
  network = await startSmallNetwork();
  const { database } = network;
  await database.query(PEOPLE);
  await applyRules(database, rulesOf(RULES), 'test', NOW);
  await applyEvents(database, smallDay(START, 300, 1), NOW);
  await database.query(
    `INSERT INTO mnara.dead_letter (agent_id, outbox_id, seq, centre_id, code, reason, received_at, payload)
     VALUES ('agent-C1', 'o', 1, 'C1', 'future_time', '=cmd|" <script>', now(), '\\x00')`,
  );
  const clock = { now: NOW };
  const evaluator = evaluatorAt(database, 'test', clock);
  evaluator.apply(['C1', 'C2', 'C3'].map((id) => statusAt(id, clock.now, { powerDown: true })));
  await evaluator.step();
  api = await startApi(database, { now: () => NOW });
  token = await api.token({ kind: 'network' }, true, 600, 'operator');
  for (const text of ['one', 'two "quoted"\nline', '=HYPERLINK("x")'])
    await send((query, variables) => api.ask(token, query, variables), { text });
  for (const period of ['2026-W08', '2026-W09', '2026-W10']) await report('=Weekly "letter"', period);
});

/** Orders the weekly letter, and the report of a period. */
async function report(name: string, period: string): Promise<void> {
  const input = { name: `${name} ${period}`, template: 'weekly_letter', cadence: 'weekly' };
  const order = 'mutation($input: ReportSubscriptionInput!) { subscribe(input: $input) { id } }';
  const ordered = await api.ask(token, order, { input });
  const run = 'mutation($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id } }';
  const asked = await api.ask(token, run, { id: ordered.data?.subscribe.id, period });
  expect([ordered.errors, asked.errors]).toEqual([undefined, undefined]);
}
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

async function get(path: string, as = token, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${as}`, ...headers } });
  const text = await response.text();
  const body: Json = /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

const asViewer = (scope: Scope, seesStaff = true): Promise<string> => api.token(scope, seesStaff);

const NEXT = { type: ['string', 'null'] };
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', ...closed(DOCUMENT) });

/** A check of a body against what the document says of a route. */
function checkOf(path: string): (body: Json) => string[] {
  const { schema } = DOCUMENT.paths[path].get.responses[200].content['application/json'];
  const [ref] = schema.allOf ?? [schema];
  const name = ref.$ref.split('/').at(-1);
  const own = closed(DOCUMENT.components.schemas[name]);
  const list = schema.allOf === undefined ? own : { ...own, properties: { ...own.properties, next: NEXT } };
  const required = schema.allOf === undefined ? own.required : [...own.required, ...schema.allOf[1].required];
  const absolute = JSON.parse(JSON.stringify({ ...list, required }).replaceAll('"#/components', '"api#/components'));
  const validate = ajv.compile(absolute);
  return (body) => (validate(body) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`));
}

/** What is asked of each route, and what shows that the answer is not empty. */
const ASKED: Record<string, { readonly queries: string[]; readonly isFilled: (body: Json) => boolean }> = {
  '/api/v1/kpis': {
    queries: [
      `ids=served,wait_p90,rating_distribution,service_level:60&${PERIOD}&by=region,day&totals=true&compare=before`,
      `ids=demand&${PERIOD}&by=centre&split=gender&where=region=R1&where=region=R2&exact=true&language=sw`,
      'ids=served&period=this_week&withEmpty=false&compare=target',
      `ids=wait_mean,wait_distribution&${PERIOD}&by=centre&intervals=true`,
    ],
    isFilled: ({ rows }) =>
      rows.some((row: Json) => Object.values<Json>(row.values).some(({ value }) => value !== null)),
  },
  '/api/v1/catalogue': { queries: ['', 'language=kk'], isFilled: ({ kpis }) => kpis.length > 50 },
  '/api/v1/network': { queries: ['', 'language=ru'], isFilled: ({ centres }) => centres[0].desks.length > 0 },
  '/api/v1/legs': {
    queries: [PERIOD, `${PERIOD}&clock=ended&limit=7&where=centre=C1`, 'period=this_week&limit=1000'],
    isFilled: ({ legs }) => legs.length > 0,
  },
  '/api/v1/alerts': {
    queries: ['', 'list=open&limit=1', 'period=this_week&list=all'],
    isFilled: ({ alerts }) => alerts.length > 0,
  },
  '/api/v1/directives': {
    queries: ['', 'limit=1', 'centre=C1&states=sent,delivered'],
    isFilled: ({ directives }) => directives.length > 0,
  },
  '/api/v1/quality': {
    queries: ['', PERIOD, 'period=this_month'],
    isFilled: ({ deadLetters }) => deadLetters.length > 0,
  },
  '/api/v1/reports': { queries: ['', 'limit=1'], isFilled: ({ reports }) => reports.length > 0 },
  '/api/v1/exports': { queries: [''], isFilled: ({ exports }) => Array.isArray(exports) },
};

describe('what readers are told', () => {
  test('is in their language, with a code and values for programs', async () => {
    const early = 'ids=served&from=2020-01-01&to=2020-02-01';
    const { body } = await get(`/api/v1/kpis?${early}&language=kk`);
    expect(body.notes).toContainEqual({
      code: 'nothing_recorded',
      parameters: {},
      text: expect.stringContaining('ештеңе жазылмаған'),
    });
    const refused = `/api/v1/kpis?ids=servd&${PERIOD}`;
    const fault = { code: 'UNKNOWN_KPI', reason: 'kpi_unknown', parameters: { id: 'servd' } };
    expect((await get(refused)).body).toMatchObject({ ...fault, detail: expect.stringContaining('There is no KPI') });
    const russian = { ...fault, detail: expect.stringContaining('Показателя «servd» нет') };
    expect((await get(refused, token, { 'accept-language': 'fr, ru-RU;q=0.8, en;q=0.5' })).body).toMatchObject(russian);
    expect((await get(`${refused}&language=ru`)).body).toMatchObject(russian);
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'accept-language': 'sw' },
      body: JSON.stringify({ query: '{ kpis(request: { ids: ["servd"] }) { asOf } }' }),
    });
    const { errors } = (await response.json()) as Json;
    expect(errors[0].message).toContain('Swali halina kipindi');
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_PERIOD', reason: 'period_missing', parameters: {} });
  });

  test('has how far chance may move a mean, where histograms are asked for', async () => {
    const figures = async (more: string): Promise<Json[]> =>
      (await get(`/api/v1/kpis?ids=wait_mean,wait_p90,served&${PERIOD}&by=region${more}`)).body.rows.map(
        ({ values }: Json) => values,
      );
    for (const { wait_mean: mean, wait_p90: p90, served } of await figures('&intervals=true')) {
      expect(mean.interval).toMatchObject({ method: 'student' });
      expect(mean.interval.low).toBeLessThan(mean.value);
      expect(mean.interval.high).toBeGreaterThan(mean.value);
      expect([p90.interval.method, served.interval.method]).toEqual(['order', 'poisson']);
    }
    for (const { wait_mean: mean, wait_p90: p90 } of await figures('')) {
      expect(mean).not.toHaveProperty('interval');
      expect(p90.interval.method).toBe('order');
    }
    const split = (await get(`/api/v1/kpis?ids=wait_mean&${PERIOD}&split=gender&intervals=true`)).body;
    expect(split.notes.map(({ code }: Json) => code)).toContain('means_without_intervals');
  });
});

describe('the document', () => {
  test('is served to anybody, and is the committed one', async () => {
    const response = await fetch(`${api.url}/api/v1/openapi.json`);
    expect(await response.json()).toEqual(DOCUMENT);
  });

  test('names every route, and every route is asked here', () => {
    expect([...Object.keys(ASKED), '/api/v1/desk-states'].sort()).toEqual(Object.keys(DOCUMENT.paths).sort());
  });

  /** Media types of files that a path documents. */
  const filesOf = (path: string): string[] => {
    const types = Object.keys(DOCUMENT.paths[path].get.responses[200].content);
    return path === '/api/v1/desk-states' ? types : types.filter((type) => type !== 'application/json');
  };

  test('files have the media types that it names, by format and by the Accept header', async () => {
    const ids = (path: string): string => (path.endsWith('kpis') ? `ids=served&by=centre&${PERIOD}` : PERIOD);
    const formats: Record<string, string> = { 'application/vnd.apache.parquet': 'parquet', 'application/pdf': 'pdf' };
    let files = 0;
    for (const path of Object.keys(DOCUMENT.paths)) {
      for (const type of filesOf(path)) {
        const format = formats[type] ?? (/csv|json/.exec(type)?.[0] || 'xlsx');
        const named = await get(`${path}?${ids(path)}&format=${format}`);
        expect({ path, format, status: named.status }).toEqual({ path, format, status: 200 });
        expect(named.headers.get('content-type')).toContain(type);
        expect(named.headers.get('content-disposition')).toContain(`.${format}`);
        files += 1;
        if (type === 'application/json') continue;
        const accepted = await get(`${path}?${ids(path)}`, token, { accept: type });
        expect({ path, type, got: accepted.headers.get('content-type') }).toMatchObject({
          got: expect.stringContaining(type),
        });
      }
    }
    expect(files).toBeGreaterThan(20);
  });

  test.each(Object.entries(ASKED))('%s answers as it says', async (path, { queries, isFilled }) => {
    const check = checkOf(path);
    for (const query of queries) {
      const { status, body, headers } = await get(`${path}?${query}`);
      expect({ query, status, faults: status === 200 ? check(body) : body }).toEqual({
        query,
        status: 200,
        faults: [],
      });
      expect(isFilled(body)).toBe(true);
      expect(headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
      expect(headers.get('mnara-as-of')).toBe(new Date(NOW).toISOString());
    }
  });

  test('control: an answer with more, less or other than is documented is seen', async () => {
    const { body } = await get(`/api/v1/legs?${PERIOD}`);
    const check = checkOf('/api/v1/legs');
    expect(check(body)).toEqual([]);
    const [leg] = body.legs;
    for (const other of [
      { ...leg, more: 1 },
      { ...leg, legNo: '1' },
      { ...leg, centreId: undefined },
    ])
      expect(check({ ...body, legs: [JSON.parse(JSON.stringify(other))] })).not.toEqual([]);
    expect(check({ legs: [] })).not.toEqual([]);
  });
});

describe('a refusal', () => {
  const problem = ajv.compile({ $ref: 'api#/components/schemas/Problem' });

  test.each([
    ['/api/v1/kpis?ids=nosuch&period=today', 400, 'UNKNOWN_KPI', 'There is no KPI'],
    ['/api/v1/kpis?period=today', 400, 'BAD_VALUE', 'The parameter ids is missing'],
    ['/api/v1/kpis?ids=served', 400, 'BAD_PERIOD', 'give from and to, or a period'],
    ['/api/v1/kpis?ids=served&period=ever', 400, 'BAD_VALUE', 'The parameter period cannot be used'],
    ['/api/v1/kpis?ids=served&period=today&period=today', 400, 'BAD_VALUE', 'is given 2 times'],
    [
      '/api/v1/kpis?ids=served&period=today&group=region',
      400,
      'BAD_VALUE',
      'kpis has no parameter "group"; it has ids',
    ],
    ['/api/v1/kpis?ids=served&period=today&where=region', 400, 'BAD_VALUE', 'write KEY=VALUE'],
    ['/api/v1/kpis?ids=served&period=today&where=region=R9', 400, 'UNKNOWN_PLACE', 'There is no region "R9"'],
    ['/api/v1/kpis?ids=served&from=2026-02-31&to=2026-03-01', 400, 'BAD_DATE', 'is not a date of the calendar'],
    ['/api/v1/kpis?ids=served&from=1990-01-01&to=2010-01-01&by=quarter_hour', 422, 'TOO_MUCH', 'figures in'],
    ['/api/v1/legs?period=today&after=nonsense', 400, 'BAD_VALUE', 'take it from the Link header'],
    ['/api/v1/legs?period=today&limit=100000', 400, 'BAD_VALUE', 'The parameter limit cannot be used'],
    ['/api/v1/legs?period=today&where=desk=D%00', 400, 'BAD_FILTER', 'control character'],
    ['/api/v1/alerts?centre=C9', 400, 'UNKNOWN_PLACE', 'There is no centre "C9"'],
    ['/api/v1/quality?from=yesterday', 400, 'BAD_DATE', 'is not a date of the calendar'],
    ['/api/v1/nothing', 404, 'NOT_FOUND', 'there are kpis, catalogue'],
    ['/api/v1/alerts?format=docx', 406, 'NOT_ACCEPTABLE', 'has the formats csv, xlsx'],
  ])('of %s says how to fix it', async (path, status, code, detail) => {
    const refused = await get(path);
    expect(refused).toMatchObject({ status, body: { status, code, detail: expect.stringContaining(detail) } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(problem(refused.body)).toBe(true);
  });

  test('without a session is 401, and says how to sign in', async () => {
    for (const as of ['', 'nonsense', await api.token({ kind: 'network' }, true, -10)]) {
      const refused = await get('/api/v1/kpis?ids=served&period=today', as);
      expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('a media type that no resource has is refused, one that JSON fits is not', async () => {
    expect((await get('/api/v1/catalogue', token, { accept: 'image/png' })).status).toBe(406);
    expect((await get('/api/v1/catalogue', token, { accept: 'text/html, */*;q=0.1' })).status).toBe(200);
  });
});

describe('scope', () => {
  test('limits every resource', async () => {
    const own = await asViewer({ kind: 'region', regionId: 'R2' });
    const { body } = await get(`/api/v1/legs?${PERIOD}&limit=1000`, own);
    expect(body.legs.length).toBeGreaterThan(0);
    expect(new Set(body.legs.map((leg: Json) => leg.regionId))).toEqual(new Set(['R2']));
    expect((await get('/api/v1/network', own)).body.centres.map(({ id }: Json) => id)).toEqual(['C3']);
    expect((await get('/api/v1/alerts', own)).body.alerts.map((alert: Json) => alert.centreId)).toEqual(['C3']);
    expect((await get('/api/v1/directives', own)).body.directives).toEqual([]);
    expect((await get('/api/v1/reports', own)).body.reports).toEqual([]);
    expect((await get('/api/v1/quality', own)).body.deadLetters).toEqual([]);
    expect((await get('/api/v1/alerts?centre=C1', own)).body).toMatchObject({ code: 'UNKNOWN_PLACE' });
    const rows = (await get(`/api/v1/kpis?ids=served&${PERIOD}&by=centre`, own)).body.rows;
    expect(rows.map(({ group }: Json) => group.centre)).toEqual(['C3']);
  });

  test('single legs and officers need the permission', async () => {
    const without = await asViewer({ kind: 'network' }, false);
    for (const path of [`/api/v1/legs?${PERIOD}`, `/api/v1/kpis?ids=served&${PERIOD}&by=staff`])
      expect(await get(path, without)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('an agency sees the legs of its services alone', async () => {
    const { body } = await get(
      `/api/v1/legs?${PERIOD}&limit=1000`,
      await asViewer({ kind: 'agency', agencyId: 'KRA' }),
    );
    expect(body.legs.length).toBeGreaterThan(0);
    expect(new Set(body.legs.map((leg: Json) => leg.serviceId))).toEqual(new Set(['S3']));
  });
});

describe('a list', () => {
  /** All pages of a list, by the Link header. */
  async function pages(first: string, name: string): Promise<Json[][]> {
    const found: Json[][] = [];
    for (let path: string | undefined = first; path !== undefined; ) {
      const { status, body, headers }: Awaited<ReturnType<typeof get>> = await get(path);
      expect(status).toBe(200);
      found.push(body[name]);
      path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(body.next ?? undefined).toBe(path);
    }
    return found;
  }

  test.each([
    ['legs', `/api/v1/legs?${PERIOD}`, 17, 300],
    ['legs', `/api/v1/legs?${PERIOD}&clock=ended&where=centre=C2`, 10, 20],
    ['alerts', '/api/v1/alerts?list=open', 1, 3],
    ['directives', '/api/v1/directives?centre=C1', 2, 3],
    ['reports', '/api/v1/reports?', 1, 3],
  ])('%s has the same items in pages as whole: %s', async (name, path, limit, expected) => {
    const [whole] = await pages(`${path}&limit=1000`, name);
    const parts = await pages(`${path}&limit=${limit}`, name);
    expect(parts.flat()).toEqual(whole);
    expect(parts.every((part) => part.length <= limit)).toBe(true);
    expect(parts.length).toBeGreaterThan(1);
    expect(whole?.length).toBeGreaterThanOrEqual(expected);
  });

  test('of legs has as many as the KPI counts, in the order of time', async () => {
    const [legs = []] = await pages(`/api/v1/legs?${PERIOD}&limit=1000`, 'legs');
    const { body } = await get(`/api/v1/kpis?ids=tickets_issued&${PERIOD}`);
    expect(legs.length).toBe(body.rows[0].values.tickets_issued.value);
    const times = legs.map((leg) => leg.issuedAt);
    expect(times).toEqual(times.toSorted());
  });
});

describe('an answer', () => {
  test('has the figures that GraphQL has', async () => {
    const request = { ids: ['demand', 'wait_p90'], from: '2026-03-09', to: '2026-03-11', by: ['centre'], totals: true };
    const query = `query($request: KpiRequest!) { kpis(request: $request) { questionHash
      rows { group { value } values { id value n d complete errorBound noData suppressed interval { low high method } } }
      totals { values { value } } } }`;
    const { kpis } = (await api.ask(token, query, { request })).data;
    const { body } = await get(`/api/v1/kpis?ids=demand,wait_p90&${PERIOD}&by=centre&totals=true`);
    expect(body.questionHash).toBe(kpis.questionHash);
    const rows = kpis.rows.map((row: Json) =>
      Object.fromEntries(row.values.map(({ id, ...figure }: Json) => [id, figure])),
    );
    expect(body.rows.map(({ values }: Json) => values)).toEqual(rows);
    expect(body.totals[0].values.demand.value).toBe(kpis.totals[0].values[0].value);
    expect(body.rows[0]).toMatchObject({ group: { centre: 'C1' }, labels: { centre: 'C1' } });
  });

  test('is repeated as 304 while nothing changed, to those who may see the same', async () => {
    const path = `/api/v1/kpis?ids=served&${PERIOD}&by=centre`;
    const tag = (await get(path)).headers.get('etag') ?? '';
    expect((await get(path, token, { 'if-none-match': `"other", ${tag}` })).status).toBe(304);
    const other = await asViewer({ kind: 'region', regionId: 'R2' });
    expect((await get(path, other, { 'if-none-match': tag })).status).toBe(200);
    await network.database.query('UPDATE mnara.rollup_quarter SET served = served + 1 WHERE served > 0');
    const changed = await get(path, token, { 'if-none-match': tag });
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
    expect(changed.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('waits for a turn, and is refused as busy where too many wait', async () => {
    const none = { atOnce: 0, perViewer: 1, waiting: 0, waitingPerViewer: 1 };
    const full = await startApi(network.database, {
      now: () => NOW,
      questions: { short: none, long: none, seconds: 5 },
    });
    try {
      for (const path of [`/api/v1/kpis?ids=served&${PERIOD}`, `/api/v1/legs?${PERIOD}`, '/api/v1/alerts']) {
        const response = await fetch(`${full.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
        expect(response.status).toBe(503);
        expect(response.headers.get('retry-after')).toBe('30');
        expect(await response.json()).toMatchObject({ code: 'BUSY' });
      }
    } finally {
      await full.stop();
    }
  });
});
