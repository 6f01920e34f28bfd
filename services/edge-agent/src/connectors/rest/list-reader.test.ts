import { expect, test } from 'vitest';
import { ListReader } from './list-reader.js';
import { nextLink, type Paging, pagingSettings } from './paging.js';
import type { JsonAnswer } from './rest-client.js';

const ADDRESS = new URL('https://queue.example/api/tickets?hall=2');
const NEVER = new AbortController().signal;

/** A source of records 1, 2, 3 ... that changes its list before each request; the addresses that were asked for. */
function source(
  answer: (url: URL, request: number) => unknown,
  headers: (url: URL) => JsonAnswer['headers'] = () => ({}),
) {
  const asked: string[] = [];
  const get = (url: URL): Promise<JsonAnswer> => {
    asked.push(url.search);
    return Promise.resolve({ json: answer(url, asked.length), headers: headers(url) });
  };
  return { asked, get };
}
const reading = async (get: (url: URL) => Promise<JsonAnswer>, paging: Paging, records?: string): Promise<string> => {
  const list = await new ListReader({ get, paging, records, id: ['id'] }).read(ADDRESS, NEVER);
  return list.map(({ id }) => id).join(' ');
};
const tickets = (...ids: number[]): object[] => ids.map((id) => ({ id }));
const at = (url: URL, name: string): number => Number(url.searchParams.get(name));
const offset = pagingSettings.parse({
  kind: 'offset',
  parameter: 'skip',
  overlap: 2,
  size: { parameter: 'n', records: 4 },
});

test('pages by number are read until one is short, and the parameters of the address stay', async () => {
  const all = [1, 2, 3, 4, 5, 6, 7];
  const { asked, get } = source((url) => ({
    data: tickets(...all.slice((at(url, 'page') - 1) * 3, at(url, 'page') * 3)),
  }));
  const paging = pagingSettings.parse({ kind: 'page', parameter: 'page' });
  expect(await reading(get, paging, 'data')).toBe('1 2 3 4 5 6 7');
  expect(asked).toEqual(['?hall=2&page=1', '?hall=2&page=2', '?hall=2&page=3']);
});

test('a source that gives fewer records than it was asked for is read to its end', async () => {
  const all = [1, 2, 3, 4, 5];
  const { get } = source((url) => tickets(...all.slice(at(url, 'skip'), at(url, 'skip') + 3)));
  expect(await reading(get, offset)).toBe('1 2 3 4 5');
});

test('records that are added while a list is read are read once', async () => {
  // Newest first: a new record moves the others to the next page.
  const { asked, get } = source((url, request) => {
    const list = [...Array.from({ length: request - 1 }, (_, index) => 11 + index).reverse(), 6, 5, 4, 3, 2, 1];
    return tickets(...list.slice(at(url, 'skip'), at(url, 'skip') + 4));
  });
  expect(await reading(get, offset)).toBe('6 5 4 3 2 1');
  expect(asked.length).toBeGreaterThan(2);
});

test('a list that lost records before the page is read again, and not without what was passed over', async () => {
  const whole = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  // Before the second request the first four leave: 5 to 7 move to the place of the first page.
  const { get, asked } = source((url, request) => {
    const list = request === 1 ? whole : whole.slice(4);
    return tickets(...list.slice(at(url, 'skip'), at(url, 'skip') + 4));
  });
  expect(await reading(get, offset)).toBe('5 6 7 8 9 10');
  expect(asked.slice(0, 3)).toEqual(['?hall=2&n=4&skip=0', '?hall=2&n=4&skip=2', '?hall=2&n=4&skip=0']);
});

test('control: without an overlap, the same records are passed over', async () => {
  const whole = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const { get } = source((url, request) => {
    const list = request === 1 ? whole : whole.slice(4);
    return tickets(...list.slice(at(url, 'skip'), at(url, 'skip') + 4));
  });
  expect(await reading(get, { ...offset, overlap: 0 } as Paging)).toBe('1 2 3 4 9 10');
});

test('a list that never rests is given up after three readings', async () => {
  let newest = 0;
  const { get } = source(() => {
    newest += 4;
    return tickets(newest, newest + 1, newest + 2, newest + 3);
  });
  await expect(reading(get, offset)).rejects.toMatchObject({
    fault: 'shifted',
    message: expect.stringContaining('overlap'),
  });
});

test('a cursor is followed to its end, as a parameter and as an address of the same server', async () => {
  const pages: Record<string, object> = {
    '': { items: tickets(1, 2), next: 'b' },
    b: { items: tickets(3), next: 'c' },
    c: { items: tickets(4), next: null },
  };
  const asParameter = pagingSettings.parse({ kind: 'cursor', path: 'next', parameter: 'after' });
  const { get } = source((url) => pages[url.searchParams.get('after') ?? '']);
  expect(await reading(get, asParameter, 'items')).toBe('1 2 3 4');
  const asAddress = pagingSettings.parse({ kind: 'cursor', path: 'next' });
  const here = source((url) => ({
    items: tickets(url.searchParams.has('b') ? 2 : 1),
    next: url.searchParams.has('b') ? '' : '/api/x?b=1',
  }));
  expect(await reading(here.get, asAddress, 'items')).toBe('1 2');
  const elsewhere = source(() => ({ items: tickets(1), next: 'https://evil.example/api?b=1' }));
  await expect(reading(elsewhere.get, asAddress, 'items')).rejects.toMatchObject({ fault: 'redirected' });
  const again = source(() => ({ items: tickets(1), next: 'b' }));
  await expect(reading(again.get, asParameter, 'items')).rejects.toThrow(/does not end/);
});

test('the Link header leads to the next page, on the same server only', async () => {
  const links = (url: URL): JsonAnswer['headers'] =>
    url.searchParams.has('p') ? {} : { link: '<https://queue.example/api/tickets?hall=2&p=2>; rel="next"' };
  const { get } = source((url) => tickets(url.searchParams.has('p') ? 2 : 1), links);
  expect(await reading(get, pagingSettings.parse({ kind: 'link' }))).toBe('1 2');
  const elsewhere = source(
    () => tickets(1),
    () => ({ link: '<http://queue.example/x>; rel=next' }),
  );
  await expect(reading(elsewhere.get, { kind: 'link' })).rejects.toMatchObject({ fault: 'redirected' });
});

test.each([
  [undefined, undefined],
  ['</a>; rel="prev", </b>; rel="next"', '/b'],
  ['</a,b>; title="x, y"; rel="last next"', '/a,b'],
  ['</a>; rel=next', '/a'],
  ['</a>; rel="nextish"', undefined],
])('Link %j leads to %j', (header, target) => {
  expect(nextLink(header)).toBe(target);
});

test.each([
  [{ data: [] }, 'no list at its top'],
  [[{ id: 1 }, 7], 'Record 2 of https://queue.example is not a JSON object'],
  [[{ name: 'A1' }], 'has no "id"; set id'],
])('an answer like %j gets an error that says what is missing', async (json, says) => {
  await expect(reading(source(() => json).get, { kind: 'none' })).rejects.toThrow(says);
});
