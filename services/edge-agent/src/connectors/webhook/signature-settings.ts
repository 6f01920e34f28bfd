import { z } from 'zod';
import type { PathSchema } from '../connector-kind.js';

const header = z.string().regex(/^[A-Za-z0-9-]+$/, 'a header has letters, digits and -');
const encoding = z.enum(['hex', 'base64']).default('hex');
const PLACEHOLDERS = /\{(\w+)\}/g;
const KNOWN = ['body', 'url', 'timestamp', 'id'];

const signed = z
  .string()
  .refine((text) => [...text.matchAll(PLACEHOLDERS)].every(([, name = '']) => KNOWN.includes(name)), {
    message: `name only ${KNOWN.map((name) => `{${name}}`).join(', ')}`,
  })
  .refine((text) => text.includes('{body}'), 'the body must be signed: name {body}');

const commonFields = (path: PathSchema) => ({
  /** The newest secret first; two while the sender changes from one to the other. */
  secretFiles: z.array(path).min(1).max(2),
  /** How old, or how far ahead, a signed time may be. */
  toleranceSeconds: z.int().min(1).max(3600).default(300),
});

/** How a sender signs its deliveries with HMAC-SHA256. */
export const signatureSettings = (path: PathSchema) =>
  z
    .discriminatedUnion('format', [
      /** Standard Webhooks (standardwebhooks.com): all the rest is fixed. */
      z.strictObject({ format: z.literal('standard'), ...commonFields(path) }),
      /** The header has one signature, perhaps after a prefix such as "sha256=". */
      z.strictObject({
        format: z.literal('plain'),
        header,
        prefix: z.string().default(''),
        encoding,
        signed: signed.default('{body}'),
        /** {url} in what is signed: the address that is registered with the sender. */
        url: z.string().min(1).optional(),
        timestampHeader: header.optional(),
        idHeader: header.optional(),
        ...commonFields(path),
      }),
      /** The header has fields such as t=1700000000,v1=SIGNATURE. */
      z.strictObject({
        format: z.literal('fields'),
        header,
        field: z.string().min(1).default('v1'),
        timestampField: z.string().min(1).default('t'),
        encoding,
        signed: signed.default('{timestamp}.{body}'),
        url: z.string().min(1).optional(),
        idHeader: header.optional(),
        ...commonFields(path),
      }),
    ])
    .superRefine((settings, context) => {
      if (settings.format === 'standard') return;
      const { signed: text, idHeader, url } = settings;
      const hasTime = settings.format === 'fields' || settings.timestampHeader !== undefined;
      const faults = [
        [text.includes('{url}') && url === undefined, 'signed names {url}; set url to the registered address'],
        [text.includes('{id}') && idHeader === undefined, 'signed names {id}; set idHeader'],
        [text.includes('{timestamp}') && !hasTime, 'signed names {timestamp}; set timestampHeader'],
        [
          hasTime && !text.includes('{timestamp}'),
          'a time that is not signed proves nothing; add {timestamp} to signed',
        ],
      ] as const;
      for (const [isFault, message] of faults) if (isFault) context.addIssue({ code: 'custom', message });
    });
export type SignatureSettings = z.output<ReturnType<typeof signatureSettings>>;
