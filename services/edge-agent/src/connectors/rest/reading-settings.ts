import { z } from 'zod';
import type { PathSchema } from '../connector-kind.js';
import { authSettings } from './auth-settings.js';
import { pagingSettings } from './paging.js';

const HOUR_SECONDS = 3600;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Of `{since}` in an address: from when on records are asked for. */
const sinceSettings = z.strictObject({
  format: z.enum(['iso', 'unix_s', 'unix_ms', 'date']).default('iso'),
  /** How far before the last complete reading records are asked for again; they may have changed since. */
  lookBackHours: z
    .number()
    .positive()
    .max(24 * 366)
    .default(24),
  /** From when on the first reading asks. */
  first: z.iso.datetime({ offset: true }).optional(),
});

/** How a list is read over HTTP: the settings that a rest connector and the list of a webhook have in common. */
export const readingFields = (path: PathSchema) => ({
  /** Address of the list; `{since}` stands for a time. */
  address: z.string().min(1),
  auth: authSettings(path).optional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).default({}),
  paging: pagingSettings.default({ kind: 'none' }),
  /** Path to the list in an answer; default: that of the mapping, otherwise the answer is the list. */
  records: z.string().min(1).optional(),
  /** Column with the id of a record, or several that name it together. */
  id: z
    .union([
      z
        .string()
        .min(1)
        .transform((one) => [one]),
      z.array(z.string().min(1)).min(1),
    ])
    .default(['id']),
  since: sinceSettings.prefault({}),
  requestsPerSecond: z.number().positive().max(1000).default(2),
  timeoutSeconds: z.number().positive().max(600).default(30),
  maxBytes: z
    .int()
    .min(1024)
    .max(256 * 1024 ** 2)
    .default(16 * 1024 ** 2),
  /** Certificates of authorities in addition to the usual ones. */
  caFile: path.optional(),
  /** Allows http to another computer: computers on the way can read the answers and the secret. */
  plainHttp: z.boolean().default(false),
});

export type ReadingSettings = z.output<z.ZodObject<ReturnType<typeof readingFields>>>;

/** What is wrong with the address; undefined when nothing is. */
export function addressFault({
  address,
  plainHttp,
}: Pick<ReadingSettings, 'address' | 'plainHttp'>): string | undefined {
  const text = address.replaceAll('{since}', '0');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const other = /\{(\w+)\}/.exec(text)?.[1];
  if (other !== undefined) return `{${other}} in the address is not known; fill it in, or use {since}`;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    return 'the address is not a whole one, such as https://queue.example/api/tickets';
  if (url.username !== '' || url.password !== '')
    return 'the address has a login in it; write auth: { basic: ... } with the password in a file';
  if (url.protocol === 'http:' && !plainHttp && !LOOPBACK.test(url.hostname))
    return 'the address is not encrypted; use https, or set plainHttp: true for a network that you trust';
  return undefined;
}

/** The first moment that a reading asks for, Unix milliseconds. */
export function sinceMs(
  { since }: Pick<ReadingSettings, 'since'>,
  lastReadMs: number | undefined,
  nowMs: number,
): number {
  const lookBackMs = since.lookBackHours * HOUR_SECONDS * 1000;
  if (lastReadMs === undefined && since.first !== undefined) return Date.parse(since.first);
  return Math.min(lastReadMs ?? nowMs, nowMs) - lookBackMs;
}
