import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import { type Channel, type ChannelOutcome, later } from '../../channel.js';

interface Waiting {
  readonly message: ChannelMessage;
  readonly resolve: (outcome: ChannelOutcome) => void;
}

/**
 * The dashboard channel: notices that the API shows on the supervisor's screens. Notices of the same moment are written
 * together.
 */
export function screenChannel(notices: ScreenNoticeStore): Channel {
  let waiting: Waiting[] = [];
  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const outcome = await notices.add(batch.map(({ message }) => message)).then(
      (): ChannelOutcome => ({ kind: 'handed_over', providerId: undefined, receiptIds: [] }),
      (error: unknown) =>
        later(
          'fault',
          `The notice could not be stored: ${error instanceof Error ? error.message : String(error)}.`,
          'Check the database.',
          {
            isWholeChannel: true,
          },
        ),
    );
    for (const { resolve } of batch) resolve(outcome);
  };
  return {
    send: (message) =>
      new Promise((resolve) => {
        waiting.push({ message, resolve });
        if (waiting.length === 1) setImmediate(write);
      }),
    close: () => Promise.resolve(),
  };
}
