import { CHANNEL_NAMES, type ChannelName } from '#domain/people/contact.js';
import type { Channels } from './channel.js';
import { ChannelPace, type PaceLimits } from './channel-pace.js';
import { DispatchLane, type LaneParts } from './dispatch-lane.js';

/** Rate limits of each channel. */
export type Paces = Readonly<Record<ChannelName, PaceLimits>>;

/**
 * Sends the messages of the outbox of alerts: one lane for each channel. Each message is sent at least once, with a
 * stable key; any number of processes may run.
 */
export class Dispatcher {
  readonly #lanes: readonly DispatchLane[];
  readonly #runs: readonly Promise<void>[];

  /** Starts at once. */
  constructor(
    channels: Channels,
    paces: Paces,
    readonly parts: LaneParts,
  ) {
    const begin = parts.now();
    this.#lanes = CHANNEL_NAMES.map(
      (name) => new DispatchLane(name, channels[name], new ChannelPace(paces[name], begin), parts),
    );
    this.#runs = this.#lanes.map((lane) => lane.run());
  }

  /** A message was added to the outbox: check now. @param channel channel of the message; undefined: any channel */
  wake(channel?: string): void {
    for (const lane of this.#lanes) if (channel === undefined || channel === lane.name) lane.wake();
  }

  /**
   * Claims no more messages, waits for those being sent, and records their outcomes. Channels stay open: close them
   * afterwards.
   */
  async stop(): Promise<void> {
    for (const lane of this.#lanes) lane.end();
    await Promise.all(this.#runs);
    await this.parts.settling.end();
  }
}
