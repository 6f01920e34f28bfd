import type { Database } from '#platform/postgres/database.js';
import type { SessionTokens } from './access/session-tokens.js';
import type { SmsReceiptConfig } from './messages/sms-receipts.js';

/** What the endpoints for administrators need. */
export interface AdministrationOptions {
  readonly database: Database;
  /** Checks the administrator tokens that give access to the endpoints. */
  readonly tokens: SessionTokens;
  /**
   * Called at once when the network changed; processors on other machines find the change in the database within
   * seconds.
   */
  readonly onNetworkApplied?: () => void;
  /** The address of a gateway for agents, if it differs from the address of these endpoints. */
  readonly gatewayUrl?: string | undefined;
  /** The format of an SMS gateway's delivery receipts; undefined: receipts are not accepted. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
}

export const ADMINISTRATION_OPTIONS = Symbol('AdministrationOptions');
