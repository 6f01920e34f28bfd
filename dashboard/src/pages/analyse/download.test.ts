import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aQuestion } from './answer-samples';
import { DownloadError, download, FIRST_CHOICES, fileAddress, nameOf } from './download';

// The session signs in by a relative address, which only a page has.
vi.mock('../../live/connection', () => ({ session: { ensure: async () => {}, renew: async () => {} } }));

const ANSWERS: Readonly<Record<string, (answer: ServerResponse) => void>> = {
  '/whole': (answer) => {
    answer.writeHead(200, { 'content-disposition': `attachment; filename="a.csv"; filename*=UTF-8''k%C3%B6rper.csv` });
    answer.write('a,');
    answer.end('b');
  },
  '/refused': (answer) => {
    answer.writeHead(422, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ error: { code: 'TOO_MUCH', message: 'This asks for 7 figures.' } }));
  },
  '/problem': (answer) => {
    answer.writeHead(400, { 'content-type': 'application/problem+json' });
    answer.end(JSON.stringify({ code: 'BAD_DATE', detail: 'No such day.' }));
  },
  '/proxy': (answer) => {
    answer.writeHead(502, 'Bad Gateway');
    answer.end('<html>');
  },
  '/broken': (answer) => {
    answer.writeHead(200, { 'content-length': '100' });
    answer.write('a,b', () => answer.destroy());
  },
  '/endless': (answer) => {
    answer.writeHead(200);
    answer.write('a,b');
  },
};

describe('download', () => {
  let server: Server;
  let origin = '';

  beforeAll(async () => {
    server = createServer((request, answer) => ANSWERS[request.url ?? '']?.(answer)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (path: string, signal = new AbortController().signal, onBytes = (_: number) => {}) =>
    download(`${origin}${path}`, 'mnara.csv', signal, onBytes);

  it('gives the whole file with its name, and says how many bytes there are', async () => {
    const seen: number[] = [];
    const { name, blob } = await get('/whole', undefined, (bytes) => seen.push(bytes));
    expect([name, await blob.text(), seen.at(-1)]).toEqual(['körper.csv', 'a,b', 3]);
  });

  it.each([
    ['/refused', 'TOO_MUCH', 'This asks for 7 figures.'],
    ['/problem', 'BAD_DATE', 'No such day.'],
    ['/proxy', 'INTERNAL', '502 Bad Gateway'],
  ])('says in the words of the server why there is none: %s', async (path, code, words) => {
    const error = await get(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DownloadError);
    expect((error as DownloadError).refusal).toEqual({ code, words });
  });

  it('never gives a part of a file that broke off', async () => {
    await expect(get('/broken')).rejects.toThrow();
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    const ended = get('/endless', stop.signal, () => stop.abort());
    await expect(ended).rejects.toThrow(/abort/i);
  });
});

describe('address of a file', () => {
  it('holds the question, the format, and only what that format knows', () => {
    const question = aQuestion({ by: ['region'], where: [{ key: 'centre', values: ['a&b=c'] }] });
    const csv = new URL(fileAddress(question, 'csv', { ...FIRST_CHOICES, decimal: 'comma' }, 'sw'), 'http://x');
    expect(csv.pathname).toBe('/api/v1/kpis');
    expect(Object.fromEntries(csv.searchParams)).toEqual({
      ids: 'served',
      from: '2026-10-01',
      to: '2026-11-01',
      by: 'region',
      where: 'centre=a&b=c',
      totals: 'true',
      format: 'csv',
      language: 'sw',
      form: 'people',
      separator: 'comma',
      decimal: 'comma',
    });
    expect(fileAddress(question, 'xlsx', FIRST_CHOICES, 'en')).not.toContain('paper');
  });

  it.each([
    [null, 'mnara.csv'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ["attachment; filename*=UTF-8''%E0%A4%A", 'mnara.csv'],
    ['attachment; filename="a b.xlsx"', 'a b.xlsx'],
  ])('names the file of %s %s', (disposition, name) => {
    expect(nameOf(disposition, 'mnara.csv')).toBe(name);
  });
});
