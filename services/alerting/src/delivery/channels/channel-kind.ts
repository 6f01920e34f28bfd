import type { z } from 'zod';
import type { Log } from '#platform/telemetry/log.js';
import type { DeliveryReceipts } from '#store/messages/outbox.js';
import type { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import type { Channel } from '../channel.js';
import type { PaceLimits } from '../channel-pace.js';

/** What channels need besides their configuration. */
export interface ChannelParts {
  readonly notices: ScreenNoticeStore;
  readonly receipts: DeliveryReceipts;
  /** Reads a file that goes with a message; undefined: there is none. */
  readonly readFile: (fileId: number) => Promise<Buffer | undefined>;
  readonly log: Log;
  readonly now: () => number;
}

/** Opens a channel with its configuration; its code and libraries are loaded only then. */
export type OpenChannel = (parts: ChannelParts) => Promise<Channel>;

/** What the variables of a channel hold once they are read. */
type Values<Settings extends z.ZodRawShape> = keyof Settings extends never ? object : z.output<z.ZodObject<Settings>>;

/** What an installation needs to know of a kind of channel. */
export interface ChannelKind<Settings extends z.ZodRawShape> {
  /** Its variables, MNARA_...; empty where it has none. */
  settings(): Settings;
  /** Undefined: the channel is not configured. Adds what is wrong with several variables together to the faults. */
  configure(values: Values<Settings>, faults: string[]): OpenChannel | undefined;
  pace(values: Values<Settings>): PaceLimits;
  /** What people miss where the channel is not configured, and which variables configure it. */
  readonly missing: { readonly what: string; readonly fix: string };
}

/** A kind of channel with the types of its variables. */
export const channelKind = <Settings extends z.ZodRawShape>(kind: ChannelKind<Settings>): ChannelKind<Settings> => kind;
