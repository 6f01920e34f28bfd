import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import type { AgentLog } from '../../agent/agent-log.js';
import type { Connector, ConnectorHealth, Sink, SourceProgress } from '../connector.js';
import type { ConnectorParts } from '../connector-kind.js';
import { type FedRecord, RecordFeed } from '../record-feed.js';
import { RejectedRecords } from '../rejected-records.js';
import { SourceError } from '../source-error.js';
import { untilRoom } from '../until-room.js';
import type { Followed, Follower } from './followers.js';
import { HttpSourceError } from './http-source-error.js';
import { sinceMs } from './reading-settings.js';
import { checkpointName, type FollowOptions, followerOf, readerOf } from './rest-following.js';
import type { RestReader } from './rest-reader.js';

export type RestConnectorOptions = FollowOptions & ConnectorParts;

const RECORDS_TOGETHER = 500;
/** A state that only got older is stored at most this often. */
const SAVE_MS = 60_000;
/** A source that could not be read for this long is silent; or for three intervals, if that is longer. */
const SILENT_MS = 60_000;
const SILENT_INTERVALS = 3;
/** Pauses after readings that failed. */
const PAUSES: BackoffLimits = { firstMs: 2000, maxMs: 300_000, jitter: 'half' };

/**
 * Polls the list of a web API. A record is mapped when it is new or has changed in what the mapping reads; of a list of
 * current tickets the differences are mapped. The events and the position are stored together, so that nothing is lost
 * or told twice after a crash.
 */
export class RestConnector implements Connector {
  readonly kind = 'rest';
  readonly name: string;
  readonly #options: RestConnectorOptions;
  readonly #log: AgentLog;
  readonly #reader: RestReader;
  readonly #rejected: RejectedRecords;
  readonly #backoff: Backoff;
  #running: Promise<void> = Promise.resolve();
  /** After the last reading; the stored one may be older by what changed nothing. */
  #state: string | undefined;
  #savedAtMs = 0;
  #tickets = 0;
  #missed = 0;
  #ok = true;
  #isFailing = false;
  #startedMs = 0;
  #message: string;
  #progress: Omit<SourceProgress, 'isSilent'> = { readUpToMs: undefined, lastRow: undefined, lastError: undefined };

  /** @throws Error when the file of certificates cannot be read */
  constructor(options: RestConnectorOptions) {
    this.#options = options;
    this.name = options.settings.name;
    this.#log = options.log;
    this.#reader = readerOf(options);
    this.#rejected = new RejectedRecords(options.dataDir, this.name);
    this.#backoff = new Backoff(options.pauses ?? PAUSES);
    this.#message = `The first reading of ${this.#reader.origin} is under way.`;
  }

  /** @throws MappingError when the mapping contradicts itself or names something that it does not define */
  async start(sink: Sink, signal: AbortSignal): Promise<void> {
    const { mapping, secret, now } = this.#options;
    const feed = new RecordFeed({ name: this.name, mapping, secret, sink, rejected: this.#rejected, now });
    const follower = followerOf(this.#options, feed.columns, () => sink.rejected());
    this.#startedMs = now();
    this.#state = sink.checkpoint(checkpointName(this.#options.settings));
    this.#running = this.#run(feed, follower, sink, signal);
  }

  async #run(feed: RecordFeed, follower: Follower, sink: Sink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pauseMs = this.#options.settings.everySeconds * 1000;
      try {
        await this.#read(feed, follower, sink, signal);
        this.#backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        const wantedMs = error instanceof HttpSourceError ? (error.retryAfterMs ?? 0) : 0;
        pauseMs = Math.max(this.#backoff.next(), wantedMs);
        this.#failed(error);
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(feed: RecordFeed, follower: Follower, sink: Sink, signal: AbortSignal): Promise<void> {
    const { settings, now } = this.#options;
    const name = checkpointName(settings);
    const readAtMs = now();
    const list = await this.#reader.read(sinceMs(settings, follower.lastReadMs(this.#state), readAtMs), signal);
    const followed = follower.follow(this.#state, list, readAtMs);
    const fed = await this.#feed(feed, followed, name, signal);
    this.#state = followed.state;
    const isStored = followed.records.length > 0;
    if (!isStored && readAtMs - this.#savedAtMs >= SAVE_MS) sink.saveCheckpoint(name, followed.state);
    if (isStored || readAtMs - this.#savedAtMs >= SAVE_MS) this.#savedAtMs = readAtMs;
    this.#tickets += followed.records.length - followed.missed;
    this.#missed += followed.missed;
    this.#succeeded(list.length, fed, readAtMs);
  }

  /** The state belongs to the last part: after a crash before it, the others are fed again and recognised. */
  async #feed(
    feed: RecordFeed,
    { records, state }: Followed,
    name: string,
    signal: AbortSignal,
  ): Promise<readonly FedRecord[]> {
    const fed: FedRecord[] = [];
    for (let from = 0; from < records.length; from += RECORDS_TOGETHER) {
      const part = records.slice(from, from + RECORDS_TOGETHER);
      const checkpoint = from + RECORDS_TOGETHER < records.length ? undefined : { name, value: state };
      const onFull = (error: Error): void => this.#failed(error);
      fed.push(...(await untilRoom(() => feed.add(part, checkpoint), signal, onFull)));
    }
    return fed;
  }

  #succeeded(length: number, fed: readonly FedRecord[], readAtMs: number): void {
    const last = fed.findLast(({ kind }) => kind === 'used')?.id;
    const lastRow = last === undefined ? this.#progress.lastRow : { id: last, atMs: readAtMs };
    this.#progress = { ...this.#progress, readUpToMs: readAtMs, lastRow };
    const { count, path } = this.#rejected;
    this.#isFailing = false;
    this.#ok = count === 0;
    this.#message =
      `Read ${length} records of ${this.#reader.origin}, ${fed.length} of them new or changed.${this.#completeness()}` +
      (count === 0 ? '' : ` ${count} could not be used since the start; see ${path}.`);
    if (fed.length > 0)
      this.#log.info({ connector: this.name, records: length, changed: fed.length }, 'A list was read.');
  }

  /** What a list of current tickets cannot show is said, wherever the figures are. */
  #completeness(): string {
    const { snapshot, everySeconds } = this.#options.settings;
    if (snapshot === undefined) return '';
    const said = ` A ticket that comes and leaves within ${everySeconds} s is not seen.`;
    if (snapshot.numbers === undefined) return said;
    return `${said} ${this.#missed} numbers were passed over since the start, beside ${this.#tickets} changes.`;
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const isNew = this.#progress.lastError?.message !== message || this.#ok;
    this.#ok = false;
    this.#isFailing = true;
    this.#message = message;
    this.#progress = { ...this.#progress, lastError: { message, atMs: this.#options.now() } };
    if (isNew) this.#log.error({ connector: this.name, isSource: error instanceof SourceError }, message);
  }

  health(): ConnectorHealth {
    const { settings, now } = this.#options;
    const silentAfterMs = Math.max(SILENT_MS, SILENT_INTERVALS * settings.everySeconds * 1000);
    const sinceMs = this.#progress.readUpToMs ?? this.#startedMs;
    const isSilent = this.#isFailing && now() - sinceMs > silentAfterMs;
    return { ok: this.#ok, message: this.#message, progress: { ...this.#progress, isSilent } };
  }

  async stopped(): Promise<void> {
    await this.#running;
  }
}
