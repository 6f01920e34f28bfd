import type { Viewer } from '#domain/access/viewer.js';
import type { AlertRecord } from '#store/alerts/alert-record.js';
import type { AlertStore } from '#store/alerts/alert-store.js';
import type { AskedScope } from '#store/network/directory.js';

const HEARTBEAT_MS = 5_000;
/** Maximum number of alerts in one message; the worst come first. */
export const MAX_ALERTS = 500;

/** One message of the list of open alerts; without alerts, the list has not changed. */
export interface AlertListMessage {
  readonly seq: number;
  readonly serverTime: number;
  readonly alerts: readonly AlertRecord[] | null;
}

/** Notifies subscribers of changed alerts, with one database query each tick for any number of subscribers. */
export class AlertHub {
  readonly #subscriptions = new Set<AlertSubscription>();
  #fingerprint = '';

  constructor(
    readonly alerts: AlertStore,
    readonly now: () => number,
  ) {}

  /** Checks whether an open alert has changed. */
  async tick(): Promise<void> {
    if (this.#subscriptions.size === 0) return;
    const fingerprint = await this.alerts.fingerprint();
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    for (const subscription of this.#subscriptions) subscription.changed();
  }

  subscribe(viewer: Viewer, asked: AskedScope | null | undefined): AlertSubscription {
    const read = () => this.alerts.list(viewer.scope, { asked, list: 'open', before: undefined, first: MAX_ALERTS });
    const subscription = new AlertSubscription(read, this.now, () => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    return subscription;
  }
}

/** The messages of one subscriber, read when they are requested. */
export class AlertSubscription implements AsyncIterableIterator<AlertListMessage> {
  #isDirty = true;
  #isDone = false;
  #seq = 0;
  #wake: () => void = () => {};

  constructor(
    readonly read: () => Promise<readonly AlertRecord[]>,
    readonly now: () => number,
    readonly onEnd: () => void,
  ) {}

  changed(): void {
    this.#isDirty = true;
    this.#wake();
  }

  async next(): Promise<IteratorResult<AlertListMessage>> {
    if (!this.#isDirty && !this.#isDone) await this.#rest();
    if (this.#isDone) return { done: true, value: undefined };
    const isDirty = this.#isDirty;
    this.#isDirty = false;
    const alerts = isDirty ? await this.read() : null;
    this.#seq += 1;
    return { done: false, value: { seq: this.#seq, serverTime: this.now(), alerts } };
  }

  return(): Promise<IteratorResult<AlertListMessage>> {
    this.#isDone = true;
    this.#wake();
    this.onEnd();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #rest(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, HEARTBEAT_MS);
    });
    clearTimeout(timer);
  }
}
