import { CHANNEL_NAMES, type ChannelName } from '#domain/people/contact.js';
import type { Channels } from './channel.js';
import { ChannelPace, type PaceLimits } from './channel-pace.js';
import { DispatchLane, type LaneParts } from './dispatch-lane.js';

/** Pace of each channel. */
export type Paces = Readonly<Record<ChannelName, PaceLimits>>;

/** Drains the outbox of alerts: a lane for each channel. At least once, with a stable key; any number of processes may. */
export class Dispatcher {
  readonly #lanes: readonly DispatchLane[];
  readonly #runs: readonly Promise<void>[];

  /** Begins at once. */
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

  /** Something was put into the outbox: look now. @param channel for which it is; undefined: it may be for any */
  wake(channel?: string): void {
    for (const lane of this.#lanes) if (channel === undefined || channel === lane.name) lane.wake();
  }

  /** Claims nothing more, lets end what is under way, and writes what became of it. Channels stay open: close them afterwards. */
  async stop(): Promise<void> {
    for (const lane of this.#lanes) lane.end();
    await Promise.all(this.#runs);
    await this.parts.settling.end();
  }
}
