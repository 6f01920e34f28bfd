import { type Channel, type ChannelMessage, type ChannelOutcome, later } from '../../application/channel.js';

/** Where notices for screens are kept. */
export interface ScreenNotices {
  /** Adds them; one whose key is there already is left as it is. */
  add(messages: readonly ChannelMessage[]): Promise<void>;
}

interface Waiting {
  readonly message: ChannelMessage;
  readonly resolve: (outcome: ChannelOutcome) => void;
}

/** The dashboard: notices that the API hands to the supervisor's screens. Those of one moment are written together. */
export function screenChannel(notices: ScreenNotices): Channel {
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
          'Look at the database.',
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
