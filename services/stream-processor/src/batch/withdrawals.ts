import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportReads, PendingWithdrawal } from '#store/imports/import-change.js';
import type { TimelineKey } from '#store/visits/record-keys.js';
import type { Withdrawal } from './processor.js';

/** Visits, or timelines, that one transaction changes: batches of events wait for it some tenths of a second. */
const PART = 2_000;
const PAUSE_MS = 1_000;

/** What the withdrawals need of the processor that they run in. */
export interface WithdrawalParts {
  readonly imports: ImportReads;
  readonly claim: string;
  readonly owns: (key: string) => boolean;
  readonly withdraw: (part: Withdrawal) => Promise<void>;
  readonly onProblem: (error: unknown) => void;
}

/**
 * Takes withdrawn imports out of the figures, part by part between the batches of events. What has left no longer names
 * the import, so a withdrawal that was interrupted begins again and finds the rest.
 */
export class Withdrawals {
  readonly #parts: WithdrawalParts;
  readonly #stopping = new AbortController();
  #isWanted = false;
  #running: Promise<void> | undefined;

  constructor(parts: WithdrawalParts) {
    this.#parts = parts;
  }

  /** Takes over what another processor has begun. Call it before the first batch, and when partitions have moved. */
  async takeOver(): Promise<void> {
    const pending = await this.#claim();
    if (pending.length > 0) this.start();
  }

  /** There is something to withdraw. */
  start(): void {
    this.#isWanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWanted && !this.#stopping.signal.aborted) this.start();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #claim(): Promise<readonly PendingWithdrawal[]> {
    const { imports, owns, claim } = this.#parts;
    return imports.claimWithdrawals(owns, claim);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false;
      try {
        for (const pending of await this.#claim()) await this.#withdraw(pending);
      } catch (error) {
        if (signal.aborted) return;
        this.#isWanted = true;
        this.#parts.onProblem(error);
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #withdraw({ agentId, importId, centres }: PendingWithdrawal): Promise<void> {
    const { imports, claim, owns } = this.#parts;
    const other = centres.find(({ centreId }) => !owns(centreId));
    if (other !== undefined)
      throw new Error(
        `Import ${importId} cannot be withdrawn, because another processor owns centre ${other.centreId}: run only ` +
          'one processor until it is withdrawn, then start the others again.',
      );
    const key = { agentId, importId };
    for (const { centreKey } of centres) {
      await this.#withdrawVisits(key, centreKey);
      await this.#withdrawTimelines(key, centreKey);
    }
    await imports.endWithdrawal(key, claim);
  }

  async #withdrawVisits(key: { agentId: string; importId: string }, centreKey: number): Promise<void> {
    const { imports, withdraw } = this.#parts;
    for (let after = ''; ; ) {
      this.#stopping.signal.throwIfAborted();
      const visits = await imports.visitsOf(key.importId, centreKey, after, PART);
      const last = visits.at(-1);
      if (last === undefined) return;
      await withdraw({ ...key, visits, timelines: [] });
      after = last.visitId;
    }
  }

  async #withdrawTimelines(key: { agentId: string; importId: string }, centreKey: number): Promise<void> {
    const { imports, withdraw } = this.#parts;
    for (let after: TimelineKey | undefined; ; ) {
      this.#stopping.signal.throwIfAborted();
      const timelines = await imports.timelinesOf(key.importId, centreKey, after, PART);
      after = timelines.at(-1);
      if (after === undefined) return;
      await withdraw({ ...key, visits: [], timelines });
    }
  }
}
