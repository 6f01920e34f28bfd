import type { SmsReceiptConfig } from '#administration/messages/sms-receipts.js';
import type { ChannelConfigs } from '#alerting/delivery/channels/channel-settings.js';
import type { NetworkSource } from '../network-loader.js';

/** Where a server listens on loopback. */
export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether a taken port may be exchanged for a free one, when nobody asked for this one. */
  readonly mayMove: boolean;
}

/** Days for which records are kept. */
export interface KeptDays {
  /** Single legs, timelines and dead letters; undefined: for ever. */
  readonly legs?: number | undefined;
  /** The minutes of regions; undefined: for ever. */
  readonly minutes?: number | undefined;
  /** Messages to people; undefined: the default. */
  readonly messages?: number | undefined;
}

/** What goes out of the server, and what comes back about it. */
export interface OutwardOptions {
  /** The ways to people; undefined: nothing is sent, and messages wait. */
  readonly channels?: ChannelConfigs | undefined;
  /** How an SMS gateway writes delivery receipts; undefined: none are taken. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
  /** Address outside that is called every 30 s while alerts are evaluated; undefined: none is. */
  readonly watchdogUrl?: string | undefined;
}

/** How the embedded shape is to run. */
export interface ServeOptions {
  /** Data folder; everything that is stored is under it. */
  readonly folder: string;
  readonly listen: ListenOptions;
  readonly network: NetworkSource;
  readonly kept?: KeptDays;
  readonly outward?: OutwardOptions;
  /** Says what is going on, to people. */
  readonly tell: (text: string) => void;
}
