import smpp from 'smpp';
import { type ChannelOutcome, later, refused } from '../../channel.js';
import type { SmppLinkError } from './smpp-link.js';

const names = new Map(Object.entries(smpp.errors).map(([name, status]) => [status, name]));

const THROTTLED = new Set(['ESME_RTHROTTLED', 'ESME_RMSGQFUL']);
const FOR_NOW = new Set(['ESME_RSYSERR', 'ESME_RX_T_APPN', 'ESME_RSUBMITFAIL']);
const LINK = new Set(['ESME_RINVBNDSTS', 'ESME_RALYBND', 'ESME_RBINDFAIL', 'ESME_RINVPASWD', 'ESME_RINVSYSID']);
const SENDER = new Set(['ESME_RINVSRCADR', 'ESME_RINVSRCTON', 'ESME_RINVSRCNPI']);
const NUMBER = new Set(['ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI']);

/** What a status of submit_sm_resp other than 0 comes to (SMPP 3.4, 5.1.3). */
export function smppOutcomeOf(status: number): ChannelOutcome {
  const name = names.get(status) ?? `status 0x${status.toString(16)}`;
  if (THROTTLED.has(name))
    return later(
      'throttled',
      `The message centre takes no more now (${name}).`,
      'Lower MNARA_SMS_PER_SECOND if this goes on.',
      { isWholeChannel: true },
    );
  if (FOR_NOW.has(name))
    return later(
      'provider_fault',
      `The message centre could not take the message now (${name}).`,
      'Ask the operator if this goes on.',
    );
  if (LINK.has(name))
    return later(
      'not_authorised',
      `The message centre does not admit this user (${name}).`,
      'Mend MNARA_SMPP_SYSTEM_ID and MNARA_SMPP_PASSWORD.',
      { isWholeChannel: true },
    );
  if (SENDER.has(name))
    return later(
      'rejected',
      `The message centre does not admit the sender (${name}).`,
      'Mend MNARA_SMS_FROM, or have the operator admit it.',
      { isWholeChannel: true },
    );
  if (NUMBER.has(name))
    return refused(
      'bad_address',
      `The message centre does not know the number (${name}).`,
      'Mend the contact’s phone number.',
    );
  return refused('rejected', `The message centre refuses the message (${name}).`, 'Ask the operator why.');
}

/** What a link that failed comes to: it meets every message. */
export function smppLinkOutcomeOf(error: SmppLinkError): ChannelOutcome {
  const whole = { isWholeChannel: true };
  switch (error.kind) {
    case 'refused':
      return later(
        'not_authorised',
        `The message centre is not bound: ${error.message}.`,
        'Mend MNARA_SMPP_SYSTEM_ID and MNARA_SMPP_PASSWORD.',
        whole,
      );
    case 'slow':
      return later(
        'timed_out',
        `The message centre answers too slowly: ${error.message}.`,
        'Look at the way to the message centre.',
        whole,
      );
    case 'down':
      return later(
        'unreachable',
        `The message centre cannot be reached: ${error.message}.`,
        'Look at MNARA_SMPP_URL and the way to the message centre.',
        whole,
      );
  }
}
