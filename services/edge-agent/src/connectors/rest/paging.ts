import { z } from 'zod';
import { fieldOf } from '#platform/config/field-match.js';
import { HttpSourceError } from './http-source-error.js';
import type { JsonAnswer } from './rest-client.js';

const parameter = z.string().min(1);
const size = z.strictObject({ parameter, records: z.int().min(1).max(20_000) }).optional();

/** How a list that is longer than one answer is read. */
export const pagingSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Pages are numbered. */
  z.strictObject({ kind: z.literal('page'), parameter, first: z.int().min(0).default(1), size }),
  /** The number of records to skip. Each page begins `overlap` records before the end of the page before it. */
  z.strictObject({ kind: z.literal('offset'), parameter, overlap: z.int().min(0).max(1000).default(5), size }),
  /** The answer has a text that leads to the next page: for a parameter, or without one a whole address. */
  z.strictObject({ kind: z.literal('cursor'), path: z.string().min(1), parameter: parameter.optional(), size }),
  /** The Link header (RFC 8288) has the address of the next page. */
  z.strictObject({ kind: z.literal('link'), size }),
]);
export type Paging = z.output<typeof pagingSettings>;

/** A page that was read. */
export interface PageRead {
  readonly url: URL;
  /** From 0. */
  readonly index: number;
  /** Where its first record is in the whole list, from 0. */
  readonly offset: number;
  readonly records: number;
  /** Records that no page before had. */
  readonly newRecords: number;
  /** Records of the first page. */
  readonly firstRecords: number;
  readonly answer: JsonAnswer;
}

/** The page to read next, and where its first record is in the list. */
export interface NextPage {
  readonly url: URL;
  readonly offset: number;
}

/** The address of the first page. */
export function firstPage(address: URL, paging: Paging): NextPage {
  const size = paging.kind === 'none' ? undefined : paging.size;
  const sized = size === undefined ? address : withParameter(address, size.parameter, String(size.records));
  if (paging.kind === 'page') return { url: withParameter(sized, paging.parameter, String(paging.first)), offset: 0 };
  if (paging.kind === 'offset') return { url: withParameter(sized, paging.parameter, '0'), offset: 0 };
  return { url: sized, offset: 0 };
}

/** The page after one that was read; undefined after the last one. @throws HttpSourceError for an address elsewhere */
export function nextPage(paging: Paging, read: PageRead): NextPage | undefined {
  const { url, offset, records, answer } = read;
  const after = offset + records;
  switch (paging.kind) {
    case 'none':
      return undefined;
    case 'page':
      if (isLast(read)) return undefined;
      return { url: withParameter(url, paging.parameter, String(paging.first + read.index + 1)), offset: after };
    case 'offset': {
      if (isLast(read)) return undefined;
      // At least one record further, whatever the overlap.
      const from = Math.max(offset + 1, after - paging.overlap);
      return { url: withParameter(url, paging.parameter, String(from)), offset: from };
    }
    case 'cursor': {
      const cursor = fieldOf(answer.json, paging.path);
      if (cursor === undefined || cursor === '') return undefined;
      const next =
        paging.parameter === undefined ? sameSource(url, cursor) : withParameter(url, paging.parameter, cursor);
      return { url: next, offset: after };
    }
    case 'link': {
      const target = nextLink(answer.headers.link);
      return target === undefined ? undefined : { url: sameSource(url, target), offset: after };
    }
  }
}

/**
 * A source may give fewer records than were asked for, so that a short first page does not prove that the list ends:
 * the next page is asked for, and has nothing new.
 */
const isLast = ({ index, records, newRecords, firstRecords }: PageRead): boolean =>
  records === 0 || (index > 0 && (newRecords === 0 || records < firstRecords));

function withParameter(address: URL, name: string, value: string): URL {
  const url = new URL(address);
  url.searchParams.set(name, value);
  return url;
}

/** An address that the source names. It must be of the same server, because the login is sent to it. */
function sameSource(from: URL, target: string): URL {
  const url = URL.canParse(target, from.href) ? new URL(target, from) : undefined;
  if (url === undefined || url.origin !== from.origin)
    throw new HttpSourceError(
      'redirected',
      `${from.origin} names ${target.slice(0, 200)} as its next page, which is another server; it is not read.`,
    );
  return url;
}

/** The target of rel="next" in a Link header. */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g)) {
    const [, quoted, plain = ''] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters) ?? [];
    if ((quoted ?? plain).toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}
