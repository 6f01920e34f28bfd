import type { SmsReceiptConfig } from '#administration/messages/sms-receipts.js';
import type { ChannelConfigs } from '#alerting/delivery/channels/channel-settings.js';
import type { ProviderConfig } from '#api/access/provider-config.js';
import type { ReportConfig } from '#api/reports/report-config.js';
import type { NetworkSource } from '../network-loader.js';

/** Where a server listens on loopback. */
export interface ListenOptions {
  /** 0 means any free port. */
  readonly port: number;
  /** Whether to use another port when this one is in use, because the user did not choose it. */
  readonly mayUseAnotherPort: boolean;
}

/** How many days records are kept. */
export interface KeptDays {
  /** Single legs, timelines and dead letters; undefined: permanently. */
  readonly legs?: number | undefined;
  /** The minute figures of regions; undefined: permanently. */
  readonly minutes?: number | undefined;
  /** Messages to people; undefined: the default. */
  readonly messages?: number | undefined;
}

/** The channels to people, the delivery receipts, and the watchdog address. */
export interface OutwardOptions {
  /** The channels to people; undefined: nothing is sent, and messages wait. */
  readonly channels?: ChannelConfigs | undefined;
  /** The format of an SMS gateway's delivery receipts; undefined: receipts are not accepted. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
  /** External address that is called every 30 s while alerts are evaluated; undefined: none. */
  readonly watchdogUrl?: string | undefined;
  /** Scheduled reports; undefined: they are made, and go to people of the people file only. */
  readonly reports?: ReportConfig | undefined;
  /** Through which people may sign in, too; undefined: with a password of this server only. */
  readonly provider?: ProviderConfig | undefined;
  /** Address that mails are sent from; undefined: no mail server is configured. */
  readonly mailAddress?: string | undefined;
}

/** How to run the embedded shape. */
export interface ServeOptions {
  /** Data folder, which contains everything that is stored. */
  readonly folder: string;
  readonly listen: ListenOptions;
  readonly network: NetworkSource;
  readonly kept?: KeptDays;
  readonly outward?: OutwardOptions;
  /** Shows a progress message to the user. */
  readonly report: (text: string) => void;
}
