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

const MOST_BEGUN = 1000;
const UDH = 0x40;

/** What a channel by SMPP needs. */
export interface SmppParts {
  readonly receipts: DeliveryReceipts;
  readonly log: Log;
  readonly now: () => number;
  readonly limits?: SmppLimits;
  readonly trust?: TlsTrust;
}

/** Text messages to a message centre by SMPP 3.4. The protocol knows no key: after a crash between the hand-over and its record a text may come twice. */
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
            `"${message.address}" is no phone number.`,
            'Mend the contact; give the number with its country code.',
          ),
        );
      return submitParts(link, fieldsOf(config.from, to), message, begun);
    },
    close: () => link.close(),
  };
}

/** Ids of the parts that the message centre has taken of messages whose other parts it has not: a retry goes on there. */
class BegunMessages {
  readonly #ids = new Map<string, string[]>();

  of(message: ChannelMessage): string[] {
    const ids = this.#ids.get(nameOf(message)) ?? [];
    if (this.#ids.size > MOST_BEGUN) this.#ids.clear();
    this.#ids.set(nameOf(message), ids);
    return ids;
  }

  end(message: ChannelMessage): void {
    this.#ids.delete(nameOf(message));
  }
}

/** Another text under the same key begins anew: its parts would not fit together. */
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
