import type { Pdu, PduFields } from 'smpp';
import { phoneDigits } from '#config-files/people/contact-address.js';
import type { Log } from '#platform/telemetry/log.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { DeliveryReceipts } from '#store/messages/outbox.js';
import { type Channel, type ChannelOutcome, refused, stableId } from '../../channel.js';
import { SMPP_LIMITS, type SmppLimits, SmppLink, SmppLinkError, type TlsTrust } from './smpp-link.js';
import { receiptOf } from './smpp-receipt.js';
import { smppLinkOutcomeOf, smppOutcomeOf } from './smpp-status.js';
import { type SmsSegments, smsSegments } from './sms-segments.js';
import type { SmppConfig } from './sms-settings.js';

const MAX_BEGUN = 1000;
const UDH = 0x40;

/** What an SMPP channel needs. */
export interface SmppParts {
  readonly receipts: DeliveryReceipts;
  readonly log: Log;
  readonly now: () => number;
  readonly limits?: SmppLimits;
  readonly trust?: TlsTrust;
}

/**
 * Text messages to a message centre by SMPP 3.4. The protocol has no idempotency key: after a crash between hand-over
 * and record, a text message may arrive twice.
 */
export function smppChannel(
  config: SmppConfig,
  { receipts, log, now, limits = SMPP_LIMITS, trust = {} }: SmppParts,
): Channel {
  const take = async (pdu: Pdu): Promise<void> => {
    const receipt = receiptOf(pdu);
    if (receipt !== undefined) await receipts.record([receipt], now());
  };
  const link = new SmppLink(config, limits, log, take, trust);
  const begun = new BegunMessages();
  return {
    send: (message) => {
      const to = phoneDigits(message.address);
      if (to === undefined)
        return Promise.resolve(
          refused(
            'bad_address',
            `"${message.address}" is not a phone number.`,
            'Correct the contact; give the number with its country code.',
          ),
        );
      return submitParts(link, fieldsOf(config.from, to), message, begun);
    },
    close: () => link.close(),
  };
}

/**
 * Ids of the parts that the message centre has accepted, for messages of which other parts are still missing: a retry
 * continues there.
 */
class BegunMessages {
  readonly #ids = new Map<string, string[]>();

  of(message: ChannelMessage): string[] {
    const ids = this.#ids.get(nameOf(message)) ?? [];
    if (this.#ids.size > MAX_BEGUN) this.#ids.clear();
    this.#ids.set(nameOf(message), ids);
    return ids;
  }

  end(message: ChannelMessage): void {
    this.#ids.delete(nameOf(message));
  }
}

/**
 * A different text under the same key starts from the beginning: its parts would not fit together with the old ones.
 */
const nameOf = ({ key, brief }: ChannelMessage): string => `${key}\n${brief}`;

async function submitParts(
  link: SmppLink,
  fields: PduFields,
  message: ChannelMessage,
  begun: BegunMessages,
): Promise<ChannelOutcome> {
  const segments = smsSegments(message.brief, Number.parseInt(stableId(message.key).slice(0, 2), 16));
  const ids = begun.of(message);
  try {
    for (const part of segments.parts.slice(ids.length)) {
      const answer = await link.submit({ ...fields, ...partFields(segments, part) });
      if (answer.command_status !== 0) return ended(smppOutcomeOf(answer.command_status), message, begun);
      ids.push(answer.message_id ?? '');
    }
  } catch (error) {
    if (error instanceof SmppLinkError) return ended(smppLinkOutcomeOf(error), message, begun);
    throw error;
  }
  const receiptIds = ids.filter((id) => id !== '');
  return ended({ kind: 'handed_over', providerId: receiptIds[0], receiptIds }, message, begun);
}

function ended(outcome: ChannelOutcome, message: ChannelMessage, begun: BegunMessages): ChannelOutcome {
  if (outcome.kind !== 'later') begun.end(message);
  return outcome;
}

const partFields = ({ dataCoding, isJoined }: SmsSegments, part: Buffer): PduFields => ({
  data_coding: dataCoding,
  esm_class: isJoined ? UDH : 0,
  short_message: part,
});

/** Type of number and numbering plan: international, short code, or a name. */
function fieldsOf(from: string, to: string): PduFields {
  const [ton, npi] = /^\+/.test(from) ? [1, 1] : /^\d+$/.test(from) ? [3, 0] : [5, 0];
  return {
    source_addr_ton: ton,
    source_addr_npi: npi,
    source_addr: from.replace(/^\+/, ''),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: to,
    registered_delivery: 1,
  };
}
