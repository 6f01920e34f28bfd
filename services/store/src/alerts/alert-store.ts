import type { WatchingRule } from '#domain/alert/evaluation/observe.js';
import type { KpiQuestion, KpiReading } from '#domain/alert/evaluation/observe-kpis.js';
import type { AlertChange, OpenAlert } from '#domain/alert/evaluation/open-alert.js';
import type { Places } from '#domain/alert/evaluation/places.js';
import type { Silence } from '#domain/alert/evaluation/silences.js';

/** The right to evaluate; ended by the next claim. */
export interface Lease {
  readonly owner: string;
  readonly epoch: number;
}

/** What a round has come to. */
export interface Round {
  /** Unix milliseconds. */
  readonly now: number;
  /** Newest event time that any centre has told; 0: none. */
  readonly watermark: number;
  readonly changes: readonly AlertChange[];
}

/** Somebody else changed an alert since it was read: read again, decide again. */
export class StaleAlertError extends Error {
  readonly code = 'stale_alert';
}

/** Another process evaluates now. */
export class LeaseLostError extends Error {
  readonly code = 'lease_lost';
}

/** Where alerts are kept. */
export interface AlertStore {
  /** Takes the lease when it is free or has run out; undefined while another process has it. */
  claim(owner: string): Promise<Lease | undefined>;
  /** Gives it back, so that the next one need not wait. */
  release(lease: Lease): Promise<void>;
  openAlerts(): Promise<readonly OpenAlert[]>;
  /** Silences and maintenance windows that hold at that moment. */
  silences(now: number): Promise<readonly Silence[]>;
  /**
   * Writes states, timelines, escalations and outgoing messages of a round in one transaction, and prolongs the lease.
   * @returns the changed alerts as they are stored, in the order of the changes; closed and forgotten ones are undefined
   * @throws LeaseLostError, StaleAlertError: nothing was written
   */
  commit(lease: Lease, round: Round): Promise<readonly (OpenAlert | undefined)[]>;
}
export const ALERT_STORE = Symbol('AlertStore');

/** A part of what rules are made of, and a text that changes with it. */
export interface Versioned<Value> {
  readonly version: string;
  readonly value: Value;
}

/** What evaluation reads beside alerts. */
export interface WatchStore {
  /** Changes whenever rules or the network do. */
  version(): Promise<string>;
  rules(): Promise<readonly WatchingRule[]>;
  places(): Promise<Places>;
  /** Events of the 24 hours before that never came, by centre. */
  lostEvents(now: number): Promise<ReadonlyMap<string, number>>;
  /** Sums over the window that ends with the step of the rollups that holds `at`. */
  kpis(question: KpiQuestion, at: number): Promise<KpiReading>;
}
export const WATCH_STORE = Symbol('WatchStore');
