import { z } from 'zod';
import { type FieldMatch, fieldOf, matches, valueAt } from '#platform/config/field-match.js';
import { matchSetting } from '#platform/config/field-match-setting.js';
import { ConfigError, settings } from '#platform/config/read-config.js';
import type { DeliveryReceipt } from '#store/messages/outbox.js';

/** Maximum receipts in one call; a call with more is rejected. */
const MAX_RECEIPTS = 1000;
const MAX_ID_CHARS = 200;
const MAX_STATUS_CHARS = 200;

const path = (says: string, example: string) =>
  z
    .string()
    .regex(/^[\w-]+(?:\.[\w-]+)*$/, 'give a path like message.id')
    .optional()
    .register(settings, { says, example });

/** Variables for the delivery receipts of an HTTP gateway. The API needs them, because it receives the calls. */
export const smsReceiptSettings = () => ({
  MNARA_SMS_RECEIPT_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{24,128}$/, 'give 24 to 128 letters, digits, - and _, as from: openssl rand -hex 24')
    .optional()
    .register(settings, {
      says:
        'Lets an HTTP gateway report the delivery of text messages, at the API’s address /receipts/sms/ followed ' +
        'by this secret. Without it, no reports are accepted.',
      isSecret: true,
    }),
  MNARA_SMS_RECEIPT_LIST: path(
    'Path of the list of receipts in a call; the other paths are then relative to each item. Without it, a call ' +
      'is one receipt.',
    'results',
  ),
  MNARA_SMS_RECEIPT_ID: path(
    'Path in a receipt of the id that MNARA_SMS_HTTP_ID found when the message was handed over.',
    'id',
  ),
  MNARA_SMS_RECEIPT_DELIVERED: matchSetting(
    'Field and value of a receipt for a delivered message.',
    'status=delivered',
  ),
  MNARA_SMS_RECEIPT_FAILED: matchSetting(
    'Field and values of a receipt for a message that will never be delivered; other receipts are ignored.',
    'status=failed|expired|rejected',
  ),
});

/** The configured format of receipts. */
export interface SmsReceiptConfig {
  readonly secret: string;
  readonly listPath: string | undefined;
  readonly idPath: string;
  readonly delivered: FieldMatch;
  readonly failed: FieldMatch;
}

type Values = z.output<z.ZodObject<ReturnType<typeof smsReceiptSettings>>>;

/** The configured format; undefined when receipts are not accepted. @throws ConfigError with every missing variable */
export function smsReceiptConfig(values: Values): SmsReceiptConfig | undefined {
  const {
    MNARA_SMS_RECEIPT_SECRET: secret,
    MNARA_SMS_RECEIPT_ID: idPath,
    MNARA_SMS_RECEIPT_DELIVERED: delivered,
    MNARA_SMS_RECEIPT_FAILED: failed,
  } = values;
  if (secret === undefined) return undefined;
  if (idPath !== undefined && delivered !== undefined && failed !== undefined)
    return { secret, listPath: values.MNARA_SMS_RECEIPT_LIST, idPath, delivered, failed };
  const missing = Object.entries({
    MNARA_SMS_RECEIPT_ID: idPath,
    MNARA_SMS_RECEIPT_DELIVERED: delivered,
    MNARA_SMS_RECEIPT_FAILED: failed,
  }).filter(([, value]) => value === undefined);
  throw new ConfigError(
    missing.map(
      ([name]) =>
        `${name} is not set although MNARA_SMS_RECEIPT_SECRET is; set it to the format of the gateway's receipts.`,
    ),
  );
}

/** The result of reading a call. */
export type ReadReceipts =
  | { readonly ok: true; readonly receipts: readonly DeliveryReceipt[] }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads the call of a gateway: its query and its body (JSON or a form) together. Receipts that are neither delivered
 * nor failed are left out.
 */
export function readSmsReceipts(config: SmsReceiptConfig, call: unknown): ReadReceipts {
  const { listPath, idPath } = config;
  const listed = listPath === undefined ? [call] : valueAt(call, listPath);
  if (!Array.isArray(listed))
    return { ok: false, fault: `The call has no list at ${listPath}; check MNARA_SMS_RECEIPT_LIST.` };
  if (listed.length > MAX_RECEIPTS)
    return { ok: false, fault: `The call has ${listed.length} receipts; send at most ${MAX_RECEIPTS}.` };
  const receipts: DeliveryReceipt[] = [];
  for (const one of listed) {
    const receiptId = fieldOf(one, idPath);
    if (receiptId === undefined || receiptId === '' || receiptId.length > MAX_ID_CHARS)
      return { ok: false, fault: `A receipt has no id at ${idPath}; check MNARA_SMS_RECEIPT_ID.` };
    const state = stateOf(config, one);
    if (state !== undefined) receipts.push({ channel: 'sms', receiptId, state, says: wordsOf(config, one) });
  }
  return { ok: true, receipts };
}

function stateOf({ delivered, failed }: SmsReceiptConfig, one: unknown): DeliveryReceipt['state'] | undefined {
  if (matches(one, failed)) return 'failed';
  return matches(one, delivered) ? 'delivered' : undefined;
}

const wordsOf = ({ delivered, failed }: SmsReceiptConfig, one: unknown): string =>
  (fieldOf(one, failed.path) ?? fieldOf(one, delivered.path) ?? '').slice(0, MAX_STATUS_CHARS);
