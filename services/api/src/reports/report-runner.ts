import { RequestError, type RequestErrorCode } from '#domain/access/request-error.js';
import { isWorthWaiting } from '#domain/report/completeness.js';
import { type RunAs, viewerOfRun } from '#domain/report/report.js';
import type { Database } from '#platform/postgres/database.js';
import { backoffMs } from '#platform/timing/backoff.js';
import type { Directory } from '#store/network/directory.js';
import { ProgressStore } from '#store/reports/progress-store.js';
import { ReportFileStore } from '#store/reports/report-file-store.js';
import type { ClaimedRun, RevisionRecord, SubscriptionRecord } from '#store/reports/report-records.js';
import { LostRunError, RunStore } from '#store/reports/run-store.js';
import { followDeliveries, startSending } from '#store/reports/send-reports.js';
import { SubscriptionStore } from '#store/reports/subscription-store.js';
import { periodProgress } from './data-progress.js';
import { endOfSending } from './end-of-sending.js';
import type { ReportRenderer } from './render-request.js';
import type { ReportConfig } from './report-config.js';
import { mailOf } from './report-mail.js';
import { type NoticeKind, ReportNotices } from './report-notices.js';
import type { ReportRestater } from './report-restater.js';

/** What the runner works with. */
export interface RunnerParts {
  readonly database: Database;
  readonly directory: () => Directory;
  readonly renderer: ReportRenderer;
  /** Finds what became of figures that were sent. */
  readonly restater: ReportRestater;
  readonly config: ReportConfig;
  /** Whether a token was ended before its time. */
  readonly isTokenEnded: (tokenId: string) => Promise<boolean>;
  /** Whether agents of this installation still record the past. */
  readonly isLoadingHistory: () => boolean;
  readonly now: () => number;
  readonly onFailure: (message: string, error: unknown) => void;
}

const MINUTE_MS = 60_000;
/** Longer than any report takes to render; a process that died is replaced after it. */
export const LEASE_MS = 10 * MINUTE_MS;
const WAIT_MS = MINUTE_MS;
const FOLLOW_MS = 30_000;
/** An attempt to render that failed is repeated after 1, 2, 4 ... minutes. */
const RETRY = { firstMs: MINUTE_MS, maxMs: 60 * MINUTE_MS, jitter: 'none' } as const;
const MAX_ATTEMPTS = 6;
/** Time after its deadline at which a report that was not sent is reported. */
export const OVERDUE_MS = 60 * MINUTE_MS;
/** Revisions that one report names. */
const MAX_REVISIONS = 200;
/** Earlier reports that a new one is compared with: their late events have mostly arrived by then. */
const MAX_COMPARED = 3;
/** How often the figures of a report are compared with those of today. */
const COMPARE_MS = 24 * 60 * MINUTE_MS;
/** Runs of one step: the next one follows soon. */
const MAX_RUNS = 100;
/** What asking again later may fix. */
const PASSING: ReadonlySet<RequestErrorCode> = new Set(['BUSY', 'TOO_SLOW', 'CANCELLED']);

/**
 * Makes and sends the reports that are due. Any number of processes may run: each run has one worker at a time, and
 * each recipient one mail.
 */
export class ReportRunner {
  readonly #runs: RunStore;
  readonly #subscriptions: SubscriptionStore;
  readonly #notices: ReportNotices;

  constructor(readonly parts: RunnerParts) {
    this.#runs = new RunStore(parts.database);
    this.#subscriptions = new SubscriptionStore(parts.database);
    this.#notices = new ReportNotices(parts.database);
  }

  /** Plans what is due and works until nothing is left to do now. @returns how many runs were worked on */
  async step(): Promise<number> {
    const { now } = this.parts;
    await this.#runs.plan(now());
    await this.#noteOverdue();
    for (let done = 0; done < MAX_RUNS; done += 1) {
      const run = await this.#runs.claim(now(), LEASE_MS);
      if (run === undefined) return done;
      await this.#work(run);
    }
    return MAX_RUNS;
  }

  async #work(run: ClaimedRun): Promise<void> {
    try {
      const subscription = await this.#runs.subscriptionOf(run);
      switch (run.state) {
        case 'due':
        case 'waiting_for_data':
        case 'rendering':
          return await this.#make(run, subscription);
        case 'ready':
          return await this.#send(run, subscription);
        case 'sending':
          return await this.#follow(run, subscription);
        default:
          return;
      }
    } catch (error) {
      // The lease ends, and the run is taken again.
      if (!(error instanceof LostRunError)) this.parts.onFailure('a run of a report could not go on', error);
    }
  }

  /** Waits for the data, then renders. */
  async #make(run: ClaimedRun, subscription: SubscriptionRecord): Promise<void> {
    const { database, directory, isLoadingHistory, now } = this.parts;
    const { runAs, deadlineSeconds } = subscription;
    if (await this.#isRightEnded(runAs)) return this.#endRight(run, subscription);
    const store = new ProgressStore(database);
    const at = now();
    const period = { scope: runAs.scope, toDay: run.toDay, now: at };
    const { endsAt, missing } = await periodProgress(store, directory(), period);
    if (at < endsAt) return this.#runs.wait(run, [], endsAt);
    const deadlineAt = Math.max(run.deadlineAt, endsAt + deadlineSeconds * 1000);
    if ((isWorthWaiting(missing) || isLoadingHistory()) && at < deadlineAt)
      return this.#runs.wait(run, missing, Math.min(at + WAIT_MS, deadlineAt));
    if (run.state === 'rendering' && !(await this.#mayTryAgain(run, subscription))) return;
    await this.#runs.render(run, missing);
    try {
      const revisions = await this.#revisions(subscription, at);
      const rendered = await this.parts.renderer.render({ subscription, run, missing, revisions, now: at });
      await this.#runs.keep(run, rendered, now());
    } catch (error) {
      if (error instanceof LostRunError) throw error;
      await this.#failed(run, subscription, error);
    }
  }

  /** After an attempt: one that left no reason ended with its process, or with the database. */
  async #mayTryAgain(run: ClaimedRun, subscription: SubscriptionRecord): Promise<boolean> {
    const says = run.says ?? 'The server or its database ended while the report was made.';
    if (run.reason === null) await this.#notice('retried', run, subscription, says);
    if (run.attempts < MAX_ATTEMPTS) return true;
    await this.#runs.end(run, { state: 'failed', reason: 'not_rendered', says }, this.parts.now());
    await this.#notice('not_rendered', run, subscription, says);
    return false;
  }

  /** What changed since the last reports; they are compared now, so that the new one says it. */
  async #revisions(subscription: SubscriptionRecord, now: number): Promise<readonly RevisionRecord[]> {
    const { restater } = this.parts;
    for (const run of await restater.archive.kept(subscription.id, MAX_COMPARED))
      await restater.compare(run, subscription, now);
    return restater.archive.untold(subscription.id, MAX_REVISIONS);
  }

  /** Compares the figures of one report with those of today. @returns whether there was one to compare */
  async compareOne(): Promise<boolean> {
    const { restater, now } = this.parts;
    const run = await restater.archive.toCompare(COMPARE_MS, now());
    if (run === undefined) return false;
    const subscription = await this.#runs.subscriptionOf(run);
    if (!(await this.#isRightEnded(subscription.runAs))) await restater.compare(run, subscription, now());
    return true;
  }

  async #failed(run: ClaimedRun, subscription: SubscriptionRecord, error: unknown): Promise<void> {
    const now = this.parts.now();
    const attempts = run.attempts + 1;
    const says =
      error instanceof RequestError ? error.message : 'The server could not make it; its log has the reason.';
    if (!(error instanceof RequestError)) this.parts.onFailure('a report could not be rendered', error);
    const isFinal = attempts >= MAX_ATTEMPTS || (error instanceof RequestError && !PASSING.has(error.code));
    if (isFinal) await this.#runs.end(run, { state: 'failed', reason: 'not_rendered', says }, now);
    else await this.#runs.retry(run, says, now + backoffMs(RETRY, attempts - 1, 0));
    await this.#notice(isFinal ? 'not_rendered' : 'retried', run, subscription, says);
  }

  async #send(run: ClaimedRun, subscription: SubscriptionRecord): Promise<void> {
    const { database, config, now } = this.parts;
    const files = await new ReportFileStore(database).list([run.id]);
    const mail = await mailOf({ database, config, run, subscription, files, now: now() });
    const recipients = await startSending(database, run, mail, now());
    if (recipients === 0) await this.#runs.end(run, { state: 'skipped', reason: 'no_recipients' }, now());
  }

  async #follow(run: ClaimedRun, subscription: SubscriptionRecord): Promise<void> {
    const { database, now } = this.parts;
    const found = await followDeliveries(database, run.id, now());
    const end = endOfSending(found);
    if (end === undefined) return this.#runs.lookAgain(run, now() + FOLLOW_MS);
    await this.#runs.end(run, end, now());
    if (end.reason === 'not_sent' || end.reason === 'partly_sent')
      await this.#notice(end.reason, run, subscription, end.says ?? '');
  }

  async #isRightEnded({ tokenId, endsAt }: RunAs): Promise<boolean> {
    if (endsAt !== undefined && endsAt <= this.parts.now()) return true;
    return tokenId !== undefined && (await this.parts.isTokenEnded(tokenId));
  }

  /** Nothing goes on with a right that has ended; those who are responsible are asked to take the report over. */
  async #endRight(run: ClaimedRun, subscription: SubscriptionRecord): Promise<void> {
    await this.#subscriptions.stop(
      [subscription.id],
      'grant_ended',
      viewerOfRun(subscription.runAs).name,
      this.parts.now(),
    );
    await this.#notice('grant_ended', run, subscription, '');
  }

  async #noteOverdue(): Promise<void> {
    const now = this.parts.now();
    for (const run of await this.#runs.overdue(now - OVERDUE_MS, now)) {
      const subscription = await this.#runs.subscriptionOf(run);
      await this.#notices.add('overdue', run, subscription, run.says ?? '', now);
    }
  }

  #notice(kind: NoticeKind, run: ClaimedRun, subscription: SubscriptionRecord, says: string): Promise<void> {
    return this.#notices.add(kind, run, subscription, says, this.parts.now());
  }
}
