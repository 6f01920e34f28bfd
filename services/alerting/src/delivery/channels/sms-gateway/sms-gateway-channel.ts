import { phoneDigits } from '#config-files/people/contact-address.js';
import { fieldOf, matches } from '#platform/config/field-match.js';
import { type HttpAnswer, HttpFailure, requestOnce } from '#platform/http/http-request.js';
import { retryAfterMs } from '#platform/http/retry-after.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import { type Channel, type ChannelOutcome, later, refused, stableId } from '../../channel.js';
import { isAmong } from '../status-ranges.js';
import { escapeForm, escapeHeader, escapeJson, fillTemplate, type TemplateValues } from './request-template.js';
import type { SmsGatewayConfig } from './sms-gateway-settings.js';

const HOW_TO_FIX = 'Check MNARA_SMS_HTTP_URL and the gateway.';
const MAX_ANSWER_BYTES = 65_536;

/** Text messages through an HTTP gateway, in the form that its configuration describes. */
export const smsGatewayChannel = (config: SmsGatewayConfig): Channel => ({
  send: async (message) => {
    const to = phoneDigits(message.address);
    if (to === undefined)
      return refused(
        'bad_address',
        `"${message.address}" is not a phone number.`,
        'Correct the contact; give the number with its country code.',
      );
    try {
      return outcomeOf(config, await requestOnce(requestOf(config, message, `+${to}`)));
    } catch (error) {
      if (error instanceof HttpFailure) return failureOf(error);
      throw error;
    }
  },
  close: () => Promise.resolve(),
});

function requestOf(config: SmsGatewayConfig, message: ChannelMessage, to: string) {
  const values: TemplateValues = {
    to,
    text: message.brief,
    from: config.from,
    key: stableId(message.key),
    secret: config.secret,
  };
  const isJson = config.type === 'json';
  const headers = Object.entries(config.headers).map(([name, text]) => [
    name.toLowerCase(),
    fillTemplate(text, values, escapeHeader),
  ]);
  const body =
    config.body === undefined ? undefined : fillTemplate(config.body, values, isJson ? escapeJson : escapeForm);
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  return {
    url: new URL(fillTemplate(config.url, values, escapeForm)),
    method: config.method,
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...Object.fromEntries(headers) },
    body,
    timeoutMs: config.timeoutMs,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };
}

function outcomeOf(config: SmsGatewayConfig, { status, headers, body }: HttpAnswer): ChannelOutcome {
  const answer = asJson(body);
  const says = body.replaceAll(/\s+/g, ' ').slice(0, 200);
  if (config.refusedWhere !== undefined && matches(answer, config.refusedWhere))
    return refused(
      'rejected',
      `The gateway rejected the message: ${status} ${says}.`,
      'Correct the contact’s phone number, or ask the administrator of the gateway.',
    );
  if (isAmong(status, config.success)) return successOf(config, answer, says);
  if (status === 429 || status === 503)
    return later(
      'throttled',
      `The gateway accepts no more messages now (${status}).`,
      'Lower MNARA_SMS_PER_SECOND if this continues.',
      { isWholeChannel: true, retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()) },
    );
  if (status === 401 || status === 403)
    return later(
      'not_authorised',
      `The gateway rejected the login of Mnara (${status}).`,
      'Correct MNARA_SMS_HTTP_SECRET and MNARA_SMS_HTTP_HEADERS.',
      { isWholeChannel: true },
    );
  if (isAmong(status, config.refused))
    return refused(
      'rejected',
      `The gateway rejected the message: ${status} ${says}.`,
      'Correct the contact’s phone number, or ask the administrator of the gateway.',
    );
  if (status >= 300 && status < 400)
    return later(
      'redirected',
      `The gateway redirects to another address (${status}); redirects are not followed.`,
      'Set MNARA_SMS_HTTP_URL to the gateway’s final address.',
      { isWholeChannel: true },
    );
  return later('provider_fault', `The gateway failed: ${status} ${says}.`, HOW_TO_FIX);
}

function successOf(config: SmsGatewayConfig, answer: unknown, says: string): ChannelOutcome {
  if (config.successWhere === undefined || matches(answer, config.successWhere)) {
    const providerId = config.idPath === undefined ? undefined : fieldOf(answer, config.idPath);
    return { kind: 'handed_over', providerId, receiptIds: providerId === undefined ? [] : [providerId] };
  }
  return later(
    'provider_fault',
    `The gateway's response does not confirm that it accepted the message: ${says}.`,
    'Check the gateway and MNARA_SMS_HTTP_SUCCESS_WHERE.',
  );
}

function failureOf({ kind, message }: HttpFailure): ChannelOutcome {
  if (kind === 'timed_out') return later('timed_out', `The gateway responds too slowly: ${message}.`, HOW_TO_FIX);
  return later('unreachable', `The gateway cannot be reached: ${message}.`, HOW_TO_FIX, { isWholeChannel: true });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
