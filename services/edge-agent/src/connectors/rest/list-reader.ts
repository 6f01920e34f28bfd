import { valueAt } from '#platform/config/field-match.js';
import { recordCells } from '../../mapping/record-cells.js';
import type { Cells } from '../../mapping/row-context.js';
import { HttpSourceError } from './http-source-error.js';
import { firstPage, nextPage, type Paging } from './paging.js';
import type { JsonAnswer } from './rest-client.js';

/** A record of a list, by its id in the source. */
export interface ListRecord {
  readonly id: string;
  readonly cells: Cells;
}

export interface ListOptions {
  readonly get: (url: URL, signal: AbortSignal) => Promise<JsonAnswer>;
  readonly paging: Paging;
  /** Path to the list in an answer; undefined when the answer is the list. */
  readonly records: string | undefined;
  /** Columns that name a record together. */
  readonly id: readonly string[];
}

const MAX_PAGES = 2000;
const MAX_RECORDS = 50_000;
/** Readings of a list that keeps moving, before the reading is given up. */
const MAX_READINGS = 3;
const SEPARATOR = ' ';

/**
 * Reads a list to its end, page by page. A record that stands on two pages, because the list moved meanwhile, is read
 * once: the later content counts.
 */
export class ListReader {
  readonly #options: ListOptions;

  constructor(options: ListOptions) {
    this.#options = options;
  }

  /** The records in the list's order. @throws HttpSourceError when the list cannot be read as a whole */
  async read(address: URL, signal: AbortSignal): Promise<readonly ListRecord[]> {
    for (let reading = 1; ; reading += 1) {
      try {
        return await this.#pages(address, signal);
      } catch (error) {
        const isMoved = error instanceof HttpSourceError && error.fault === 'shifted';
        if (!isMoved || reading === MAX_READINGS) throw error;
      }
    }
  }

  async #pages(address: URL, signal: AbortSignal): Promise<readonly ListRecord[]> {
    const { paging, get } = this.#options;
    const found = new Map<string, ListRecord>();
    const asked = new Set<string>();
    let page: ReturnType<typeof nextPage> = firstPage(address, paging);
    let firstRecords = 0;
    for (let index = 0; page !== undefined; index += 1) {
      const { url, offset } = page;
      if (asked.has(url.href) || index >= MAX_PAGES || found.size > MAX_RECORDS) throw endless(address);
      asked.add(url.href);
      const answer = await get(url, signal);
      const records = this.#recordsOf(answer, url);
      if (index === 0) firstRecords = records.length;
      const before = found.size;
      for (const record of records) found.set(record.id, record);
      const newRecords = found.size - before;
      // The page should have begun with records that are known. It did not, so records left the list before it, and as
      // many others were passed over.
      if (
        paging.kind === 'offset' &&
        paging.overlap > 0 &&
        index > 0 &&
        newRecords === records.length &&
        newRecords > 0
      )
        throw new HttpSourceError(
          'shifted',
          `The list of ${address.origin} changes while it is read; raise paging.overlap.`,
        );
      page = nextPage(paging, { url, index, offset, records: records.length, newRecords, firstRecords, answer });
    }
    return [...found.values()];
  }

  #recordsOf({ json }: JsonAnswer, url: URL): readonly ListRecord[] {
    const { records: path } = this.#options;
    const list = path === undefined ? json : valueAt(json, path);
    if (!Array.isArray(list))
      throw new HttpSourceError(
        'bad_answer',
        `${url.origin}${url.pathname} has no list ${path === undefined ? 'at its top' : `at "${path}"`}; set records to ` +
          'the path of the list.',
      );
    return list.map((one: unknown, index) => listRecord(one, this.#options.id, `Record ${index + 1} of ${url.origin}`));
  }
}

/** @param title of the record, for the error @throws HttpSourceError when it is no object or has no id */
function listRecord(one: unknown, id: readonly string[], title: string): ListRecord {
  if (typeof one !== 'object' || one === null || Array.isArray(one))
    throw new HttpSourceError('bad_answer', `${title} is not a JSON object.`);
  const cells = recordCells(one);
  const parts = id.map((column) => cells.get(column) ?? '');
  if (parts.includes(''))
    throw new HttpSourceError(
      'bad_answer',
      `${title} has no "${id[parts.indexOf('')]}"; set id to the column of its id.`,
    );
  return { id: parts.join(SEPARATOR), cells };
}

const endless = (address: URL): HttpSourceError =>
  new HttpSourceError(
    'bad_answer',
    `The list of ${address.origin} does not end: a page comes again, or it has more than ${MAX_RECORDS} records. Check ` +
      'paging, or ask for less.',
  );
