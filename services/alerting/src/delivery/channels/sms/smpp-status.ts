import smpp from 'smpp';
import { type ChannelOutcome, later, refused } from '../../channel.js';
import type { SmppLinkError } from './smpp-link.js';

const names = new Map(Object.entries(smpp.errors).map(([name, status]) => [status, name]));

const THROTTLED = new Set(['ESME_RTHROTTLED', 'ESME_RMSGQFUL']);
const FOR_NOW = new Set(['ESME_RSYSERR', 'ESME_RX_T_APPN', 'ESME_RSUBMITFAIL']);
const LINK = new Set(['ESME_RINVBNDSTS', 'ESME_RALYBND', 'ESME_RBINDFAIL', 'ESME_RINVPASWD', 'ESME_RINVSYSID']);
const SENDER = new Set(['ESME_RINVSRCADR', 'ESME_RINVSRCTON', 'ESME_RINVSRCNPI']);
const NUMBER = new Set(['ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI']);

/** What a status of submit_sm_resp other than 0 means (SMPP 3.4, 5.1.3). */
export function smppOutcomeOf(status: number): ChannelOutcome {
  const name = names.get(status) ?? `status 0x${status.toString(16)}`;
  if (THROTTLED.has(name))
    return later(
      'throttled',
      `The message centre accepts no more messages now (${name}).`,
      'Lower MNARA_SMS_PER_SECOND if this continues.',
      { isWholeChannel: true },
    );
  if (FOR_NOW.has(name))
    return later(
      'provider_fault',
      `The message centre could not accept the message now (${name}).`,
      'Ask the operator if this continues.',
    );
  if (LINK.has(name))
    return later(
      'not_authorised',
      `The message centre rejected the login (${name}).`,
      'Correct MNARA_SMPP_SYSTEM_ID and MNARA_SMPP_PASSWORD.',
      { isWholeChannel: true },
    );
  if (SENDER.has(name))
    return later(
      'rejected',
      `The message centre rejected the sender (${name}).`,
      'Correct MNARA_SMS_FROM, or ask the operator to allow it.',
      { isWholeChannel: true },
    );
  if (NUMBER.has(name))
    return refused(
      'bad_address',
      `The message centre does not know the number (${name}).`,
      'Correct the contact’s phone number.',
    );
  return refused('rejected', `The message centre rejected the message (${name}).`, 'Ask the operator why.');
}

/** The outcome of a failed link: it affects every message. */
export function smppLinkOutcomeOf(error: SmppLinkError): ChannelOutcome {
  const whole = { isWholeChannel: true };
  switch (error.kind) {
    case 'refused':
      return later(
        'not_authorised',
        `The message centre is not bound: ${error.message}.`,
        'Correct MNARA_SMPP_SYSTEM_ID and MNARA_SMPP_PASSWORD.',
        whole,
      );
    case 'slow':
      return later(
        'timed_out',
        `The message centre responds too slowly: ${error.message}.`,
        'Check the connection to the message centre.',
        whole,
      );
    case 'down':
      return later(
        'unreachable',
        `The message centre cannot be reached: ${error.message}.`,
        'Check MNARA_SMPP_URL and the connection to the message centre.',
        whole,
      );
  }
}
