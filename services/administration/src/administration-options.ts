import type { Database } from '#platform/postgres/database.js';
import type { SessionTokens } from './access/session-tokens.js';
import type { SmsReceiptConfig } from './messages/sms-receipts.js';

/** What the administrators' endpoints need. */
export interface AdministrationOptions {
  readonly database: Database;
  /** Who holds an administrator's token that these have signed may use the endpoints. */
  readonly tokens: SessionTokens;
  /** Told at once of a changed network; processors elsewhere find it in the database within seconds. */
  readonly onNetworkApplied?: () => void;
  /** Where agents find a gateway, if it is not at the address of these endpoints. */
  readonly gatewayUrl?: string | undefined;
  /** How an SMS gateway writes delivery receipts; undefined: none are taken. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
}

export const ADMINISTRATION_OPTIONS = Symbol('AdministrationOptions');
