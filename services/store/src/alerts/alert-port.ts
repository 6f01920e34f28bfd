import type { Scope } from '#domain/access/viewer.js';
import type { AlertState } from '#domain/alert/alert-state.js';
import type { AskedScope } from '../network/directory.js';
import type { AlertEntryRecord, AlertRecord, SilenceRecord } from './alert-record.js';

/** Which alerts are listed. */
export interface AlertListRequest {
  readonly asked: AskedScope | null | undefined;
  readonly list: 'open' | 'closed';
  /** Of closed ones those that fired before, Unix milliseconds. */
  readonly before: number | undefined;
  readonly first: number;
}

/** An entry of the timeline that a person makes. */
export interface NewEntry {
  readonly kind: 'acknowledged' | 'comment' | 'assigned' | 'refused';
  readonly actor: string;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a person's change makes of an alert; undefined: only the entry is added. */
export interface AlertWrite {
  readonly entry: NewEntry;
  readonly state?: AlertState;
  readonly assignedTo?: string | null;
}

export type NewSilence = Omit<SilenceRecord, 'id'>;

/** Alerts in the database. Whatever is asked, only what lies inside the scope is read or changed. */
export interface AlertPort {
  list(scope: Scope, request: AlertListRequest): Promise<readonly AlertRecord[]>;
  read(scope: Scope, id: string): Promise<AlertRecord | undefined>;
  timeline(scope: Scope, id: string): Promise<readonly AlertEntryRecord[]>;
  /** Decides on the alert as it is now and writes what was decided, with nobody in between. Undefined: there is none in the scope. */
  change<Result extends { readonly write: AlertWrite }>(
    scope: Scope,
    id: string,
    decide: (alert: AlertRecord) => Result,
  ): Promise<Result | undefined>;
  silences(scope: Scope, now: number): Promise<readonly SilenceRecord[]>;
  addSilence(silence: NewSilence, madeAt: number): Promise<SilenceRecord>;
  endSilence(scope: Scope, id: string, by: string, at: number): Promise<SilenceRecord | undefined>;
  recordRefusal(actor: string, what: string, reason: string, at: number): Promise<void>;
  /** Another text whenever an open alert has changed. */
  fingerprint(): Promise<string>;
}
export const ALERT_PORT = Symbol('AlertPort');
