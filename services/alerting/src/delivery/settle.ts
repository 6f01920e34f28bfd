import type { MessageFacts } from '#store/messages/message-facts.js';
import type { ClaimedMessage, Settlement } from '#store/messages/outbox.js';
import type { ChannelOutcome } from './channel.js';
import { isGivenUp, type RetryPolicy, retryPauseMs } from './retry-pause.js';

/** What follows from an attempt. Pure. @param chance 0 to 1, for the pause */
export function settle(
  outcome: ChannelOutcome,
  message: Pick<ClaimedMessage, 'attempts' | 'createdAt'> & { readonly facts: Pick<MessageFacts, 'kind'> },
  policy: RetryPolicy,
  { now, chance }: { readonly now: number; readonly chance: number },
): Settlement {
  switch (outcome.kind) {
    case 'handed_over':
      return { kind: 'handed_over', providerId: outcome.providerId, receiptIds: outcome.receiptIds };
    case 'refused':
      return { kind: 'refused', reason: outcome.reason, says: outcome.says, fix: outcome.fix };
    case 'later': {
      const { reason, says, fix } = outcome;
      const pause = retryPauseMs(policy, message.attempts, chance, outcome.retryAfterMs);
      const giveUpMs = message.facts.kind === 'report' ? policy.reportGiveUpMs : policy.giveUpMs;
      if (isGivenUp({ ...policy, giveUpMs }, message.attempts, now - message.createdAt, pause))
        return { kind: 'given_up', reason, says, fix };
      return { kind: 'retried', reason, says, fix, dueAt: now + pause };
    }
  }
}
