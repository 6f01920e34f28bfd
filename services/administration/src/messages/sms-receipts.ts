import { z } from 'zod';
import { type FieldMatch, fieldOf, matches, valueAt } from '#platform/config/field-match.js';
import { matchSetting } from '#platform/config/field-match-setting.js';
import { ConfigError, settings } from '#platform/config/read-config.js';
import type { DeliveryReceipt } from '#store/messages/outbox.js';

/** Receipts of one call at most; more is refused. */
const MOST_RECEIPTS = 1000;
const LONGEST_ID = 200;
const LONGEST_WORDS = 200;

const path = (says: string, example: string) =>
  z
    .string()
    .regex(/^[\w-]+(?:\.[\w-]+)*$/, 'give a path like message.id')
    .optional()
    .register(settings, { says, example });

/** Variables of the delivery receipts that an HTTP gateway sends; the API needs them, which takes the calls. */
export const smsReceiptSettings = () => ({
  MNARA_SMS_RECEIPT_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{24,128}$/, 'give 24 to 128 letters, digits, - and _, as from: openssl rand -hex 24')
    .optional()
    .register(settings, {
      says: 'Lets an HTTP gateway tell what became of text messages, at the API’s address /receipts/sms/ and this secret. Without it nobody may.',
      isSecret: true,
    }),
  MNARA_SMS_RECEIPT_LIST: path(
    'Where a call has a list of receipts; the other paths then begin in each. Without it a call is one receipt.',
    'results',
  ),
  MNARA_SMS_RECEIPT_ID: path('Where a receipt has the id that MNARA_SMS_HTTP_ID found at the hand-over.', 'id'),
  MNARA_SMS_RECEIPT_DELIVERED: matchSetting('What a receipt says of a text that was delivered.', 'status=delivered'),
  MNARA_SMS_RECEIPT_FAILED: matchSetting(
    'What a receipt says of a text that never will be; everything else is passed over.',
    'status=failed|expired|rejected',
  ),
});

/** Receipts as they are configured. */
export interface SmsReceiptConfig {
  readonly secret: string;
  readonly listPath: string | undefined;
  readonly idPath: string;
  readonly delivered: FieldMatch;
  readonly failed: FieldMatch;
}

type Values = z.output<z.ZodObject<ReturnType<typeof smsReceiptSettings>>>;

/** Undefined: no receipts are taken. @throws ConfigError with every variable that is missing */
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
      ([name]) => `${name} is not set, and MNARA_SMS_RECEIPT_SECRET is; say how the gateway writes receipts.`,
    ),
  );
}

/** What a call came to. */
export type ReadReceipts =
  | { readonly ok: true; readonly receipts: readonly DeliveryReceipt[] }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads a gateway's call: its query and its body (JSON or a form) together. What is neither delivered nor failed yet is
 * left out.
 */
export function readSmsReceipts(config: SmsReceiptConfig, call: unknown): ReadReceipts {
  const { listPath, idPath } = config;
  const listed = listPath === undefined ? [call] : valueAt(call, listPath);
  if (!Array.isArray(listed))
    return { ok: false, fault: `The call has no list at ${listPath}; look at MNARA_SMS_RECEIPT_LIST.` };
  if (listed.length > MOST_RECEIPTS)
    return { ok: false, fault: `The call has ${listed.length} receipts; send at most ${MOST_RECEIPTS}.` };
  const receipts: DeliveryReceipt[] = [];
  for (const one of listed) {
    const receiptId = fieldOf(one, idPath);
    if (receiptId === undefined || receiptId === '' || receiptId.length > LONGEST_ID)
      return { ok: false, fault: `A receipt has no id at ${idPath}; look at MNARA_SMS_RECEIPT_ID.` };
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
  (fieldOf(one, failed.path) ?? fieldOf(one, delivered.path) ?? '').slice(0, LONGEST_WORDS);
