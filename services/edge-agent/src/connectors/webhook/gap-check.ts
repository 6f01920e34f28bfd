import { setTimeout as sleep } from 'node:timers/promises';
import type { Mapping } from '../../mapping/mapping-schema.js';
import type { Sink, SourceEvent } from '../connector.js';
import { RecordFeed, type RecordFeedOptions } from '../record-feed.js';
import { listFollower } from '../rest/followers.js';
import { sinceMs } from '../rest/reading-settings.js';
import { versionOf } from '../rest/rest-following.js';
import { RestReader } from '../rest/rest-reader.js';
import { untilRoom } from '../until-room.js';
import type { WebhookListSettings } from './webhook-schema.js';

export interface GapCheckOptions extends Omit<RecordFeedOptions, 'rejected'> {
  readonly settings: WebhookListSettings;
  readonly mapping: Mapping;
  readonly rejected: RecordFeedOptions['rejected'];
}

/** What a comparison with the list found. */
export interface GapsFound {
  /** Records of the list. */
  readonly records: number;
  /** Records with facts that no delivery had brought. They are recorded now. */
  readonly gaps: number;
  readonly readAtMs: number;
  /** Whether it was the first comparison ever, with the history in the list. */
  readonly isFirst: boolean;
}

/**
 * Compares what deliveries brought with the list of the source. The facts of the list are recorded; those that a
 * delivery brought are recognised, and what is left is a gap, which is closed by that.
 */
export class GapCheck {
  readonly #options: GapCheckOptions;
  readonly #reader: RestReader;
  readonly #feed: RecordFeed;
  #accepted = 0;

  /** @throws MappingError; Error when the file of certificates cannot be read */
  constructor(options: GapCheckOptions) {
    this.#options = options;
    const { settings, mapping, sink, now } = options;
    this.#reader = new RestReader({
      settings,
      records: mapping.input.records,
      timeZone: mapping.input.timeZone,
      now,
    });
    this.#feed = new RecordFeed({ ...options, sink: this.#counting(sink) });
  }

  /** The server whose list is read. */
  get origin(): string {
    return this.#reader.origin;
  }

  /** @throws SourceError when the list cannot be read; the signal's reason when it is aborted */
  async run(signal: AbortSignal): Promise<GapsFound> {
    const { settings, mapping, sink, now, name } = this.#options;
    const checkpoint = `webhook-list:${name}`;
    const follower = listFollower(this.#feed.columns, () => versionOf(mapping, sink.rejected()));
    const state = sink.checkpoint(checkpoint);
    const readAtMs = now();
    const list = await this.#reader.read(sinceMs(settings, follower.lastReadMs(state), readAtMs), signal);
    // Deliveries of what the list has may still be under way.
    await sleep(settings.graceSeconds * 1000, undefined, { signal });
    const { records, state: after } = follower.follow(state, list, readAtMs);
    let gaps = 0;
    for (const record of records) {
      this.#accepted = 0;
      const [fed] = await untilRoom(() => this.#feed.add([record]), signal);
      if (this.#accepted > (fed?.events ?? []).filter(isStandIn).length) gaps += 1;
    }
    sink.saveCheckpoint(checkpoint, after);
    return { records: list.length, gaps, readAtMs, isFirst: state === undefined };
  }

  #counting(sink: Sink): Sink {
    return {
      record: async (events, checkpoint) => {
        const recorded = await sink.record(events, checkpoint);
        this.#accepted += recorded.accepted;
        return recorded;
      },
      pending: () => sink.pending(),
      rejected: () => sink.rejected(),
      checkpoint: (name) => sink.checkpoint(name),
      saveCheckpoint: (name, value) => sink.saveCheckpoint(name, value),
    };
  }
}

/** A list may state less than a delivery did: that nobody knows how a visit went on is no news. */
const isStandIn = ({ fact }: SourceEvent): boolean => fact.case === 'ticketUnfollowed';
