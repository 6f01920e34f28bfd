import { z } from 'zod';
import { connectorName, type PathSchema } from '../connector-kind.js';
import { mappingFields } from '../mapping-settings.js';
import { readingFields } from '../rest/reading-settings.js';
import { signatureSettings } from './signature-settings.js';

const HOUR_SECONDS = 3600;

const listSettings = (path: PathSchema) =>
  z.strictObject({
    ...readingFields(path),
    /** The mapping of the list's records; default: that of the deliveries. */
    mapping: path.optional(),
    everySeconds: z
      .number()
      .min(60)
      .max(24 * HOUR_SECONDS)
      .default(HOUR_SECONDS),
    /** How long a delivery may be under way: what the list says is compared after this time. */
    graceSeconds: z.number().min(0).max(HOUR_SECONDS).default(60),
  });

/** What an agent's file may say of a webhook receiver. */
export const webhookObject = (path: PathSchema) =>
  z.strictObject({
    kind: z.literal('webhook'),
    name: connectorName.default('webhook'),
    ...mappingFields(path),
    port: z.int().min(0).max(65_535),
    /** The address that it listens on. */
    host: z.string().min(1).default('127.0.0.1'),
    path: z.string().startsWith('/').default('/'),
    /** With it, HTTPS. */
    tls: z.strictObject({ certFile: path, keyFile: path }).optional(),
    signature: signatureSettings(path).optional(),
    /** For senders that cannot sign: a header with a secret text. The newest secret first; two during a change. */
    token: z
      .strictObject({
        header: z.string().regex(/^[A-Za-z0-9-]+$/),
        prefix: z.string().default(''),
        files: z.array(path).min(1).max(2),
      })
      .optional(),
    records: z.string().min(1).optional(),
    headers: z.array(z.string().regex(/^[A-Za-z0-9-]+$/)).default([]),
    maxBytes: z
      .int()
      .min(1024)
      .max(64 * 1024 ** 2)
      .default(1024 ** 2),
    deliveriesPerSecond: z.number().min(1).max(10_000).default(100),
    /** The list of the source, from which deliveries that never came are found. */
    list: listSettings(path).optional(),
  });
export type WebhookSettings = z.output<ReturnType<typeof webhookObject>>;
export type WebhookListSettings = NonNullable<WebhookSettings['list']>;
