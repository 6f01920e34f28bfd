import type { Pdu } from 'smpp';
import type { DeliveryReceipt } from '#store/messages/outbox.js';

/** Bits of esm_class that give the kind of a deliver_sm: 4 is a delivery receipt. */
const KIND_BITS = 0x3c;
const RECEIPT = 0x04;
/** SMPP 3.4, 5.2.28. */
const STATES: Readonly<Record<number, string>> = {
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  6: 'ACCEPTD',
  7: 'UNKNOWN',
  8: 'REJECTD',
};
const FINAL: Readonly<Record<string, DeliveryReceipt['state']>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  REJECTD: 'failed',
};

/**
 * Reads a delivery receipt from its fields, or from the text that SMPP 3.4 suggests (appendix B). Undefined: it is not
 * a receipt, or its state is not final.
 */
export function receiptOf(pdu: Pdu): DeliveryReceipt | undefined {
  if (((pdu.esm_class ?? 0) & KIND_BITS) !== RECEIPT) return undefined;
  const text = String(pdu.short_message?.message ?? '');
  const receiptId = pdu.receipted_message_id?.replace(/\0+$/, '') || /\bid:\s*(\S+)/i.exec(text)?.[1];
  const stated = STATES[pdu.message_state ?? 0] ?? /\bstat:\s*([A-Z]+)/i.exec(text)?.[1]?.toUpperCase();
  const state = stated === undefined ? undefined : FINAL[stated];
  if (receiptId === undefined || stated === undefined || state === undefined) return undefined;
  const error = /\berr:\s*(\w+)/i.exec(text)?.[1];
  return { channel: 'sms', receiptId, state, says: error === undefined ? stated : `${stated}, error ${error}` };
}
