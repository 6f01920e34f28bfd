import { Webhook } from 'standardwebhooks';
import { type HttpAnswer, HttpFailure, requestOnce } from '#platform/http/http-request.js';
import { retryAfterMs } from '#platform/http/retry-after.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import { type Channel, type ChannelOutcome, later, refused, stableId } from '../../channel.js';
import { webhookBody } from './webhook-body.js';
import type { WebhookConfig } from './webhook-settings.js';
import { checkTarget, type ResolveName } from './webhook-target.js';

/** What webhooks need besides their configuration. */
export interface WebhookParts {
  readonly resolve: ResolveName;
  readonly now: () => number;
  /** Certificate of an authority in addition to the usual ones. */
  readonly ca?: string;
}

/** Enough to show a reason; the body is not used for anything else. */
const MAX_ANSWER_BYTES = 2048;
const HOW_TO_FIX = 'Check the receiver of the webhook.';

/**
 * Signed webhooks (standardwebhooks.com). The target is resolved once, every address is checked, and the connection
 * goes to a checked address.
 */
export function webhookChannel(config: WebhookConfig, parts: WebhookParts): Channel {
  const signers = config.secrets.map((secret) => new Webhook(secret));
  return {
    send: async (message) => {
      const begun = performance.now();
      const target = await checkTarget(message.address, within(config.timeoutMs, parts.resolve), config.privateRanges);
      if ('kind' in target) return target;
      const body = webhookBody(message);
      const timeoutMs = Math.max(1, config.timeoutMs - (performance.now() - begun));
      try {
        const headers = headersOf(message, body, signers, new Date(parts.now()));
        const request = { ...target, method: 'POST', headers, body, timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES };
        return outcomeOf(await requestOnce({ ...request, ca: parts.ca }), parts.now());
      } catch (error) {
        if (error instanceof HttpFailure) return failureOf(error);
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A name server that does not respond has no more time than a receiver. */
const within =
  (ms: number, resolve: ResolveName): ResolveName =>
  async (name) => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(Object.assign(new Error('no response'), { code: 'ETIMEDOUT' })), ms);
    try {
      return await Promise.race([resolve(name), promise]);
    } finally {
      clearTimeout(timer);
    }
  };

function headersOf(
  message: ChannelMessage,
  body: string,
  signers: readonly Webhook[],
  at: Date,
): Record<string, string> {
  const id = `msg_${stableId(message.key)}`;
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
    'idempotency-key': id,
  };
}

const FOR_NOW = new Set([408, 409, 423, 425, 429]);

function outcomeOf({ status, headers, body }: HttpAnswer, now: number): ChannelOutcome {
  if (status >= 200 && status < 300) return { kind: 'handed_over', providerId: undefined, receiptIds: [] };
  const says = body.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  const answer = says === '' ? String(status) : `${status} ${says}`;
  if (status >= 300 && status < 400)
    return refused(
      'redirected',
      `The receiver of the webhook redirects to another address (${status}); redirects are not followed.`,
      'Give the contact the final address.',
    );
  const wait = { retryAfterMs: retryAfterMs(headers['retry-after'], now) };
  if (status === 429)
    return later('throttled', `The receiver of the webhook accepts no more messages now: ${answer}.`, HOW_TO_FIX, wait);
  if (status >= 500 || FOR_NOW.has(status))
    return later('provider_fault', `The receiver of the webhook failed: ${answer}.`, HOW_TO_FIX, wait);
  if (status === 401 || status === 403)
    return refused(
      'not_authorised',
      `The receiver of the webhook rejected the signature or the login of Mnara: ${answer}.`,
      'Check that the receiver has the newest secret.',
    );
  return refused('rejected', `The receiver of the webhook rejected the message: ${answer}.`, HOW_TO_FIX);
}

const failureOf = ({ kind, message }: HttpFailure): ChannelOutcome =>
  kind === 'timed_out'
    ? later('timed_out', `The receiver of the webhook responds too slowly: ${message}.`, HOW_TO_FIX)
    : later('unreachable', `The receiver of the webhook cannot be reached: ${message}.`, HOW_TO_FIX);
