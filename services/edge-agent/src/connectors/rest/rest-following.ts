import { createHash } from 'node:crypto';
import type { BackoffLimits } from '#platform/timing/backoff.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { type Follower, listFollower, snapshotFollower } from './followers.js';
import { RestReader } from './rest-reader.js';
import type { RestSettings } from './rest-schema.js';

export interface FollowOptions {
  readonly settings: RestSettings;
  readonly mapping: Mapping;
  readonly now: () => number;
  readonly pauses?: BackoffLimits | undefined;
}

const MIN_GAP_SECONDS = 120;
const GAP_INTERVALS = 5;
const HASH_CHARS = 16;

/** The reader of a connector's list. @throws AgentConfigError when the file of certificates cannot be read */
export const readerOf = ({ settings, mapping, now, pauses }: FollowOptions): RestReader =>
  new RestReader({
    settings,
    records: mapping.input.records,
    timeZone: mapping.input.timeZone,
    now,
    ...(pauses === undefined ? {} : { pauses }),
  });

/**
 * How the list is followed. What the gateway rejected makes a list of records be mapped again, as a changed mapping
 * does: facts that were sent already are recognised.
 * @param columns that the mapping reads @param rejected number of events that the gateway has rejected so far
 */
export function followerOf(
  { settings, mapping }: Pick<FollowOptions, 'settings' | 'mapping'>,
  columns: ReadonlySet<string>,
  rejected: () => number,
): Follower {
  const { snapshot, everySeconds } = settings;
  if (snapshot === undefined) {
    return listFollower(columns, () => versionOf(mapping, rejected()));
  }
  const { missingReads, numbers, maxGapSeconds = Math.max(MIN_GAP_SECONDS, GAP_INTERVALS * everySeconds) } = snapshot;
  return snapshotFollower({ columns, missingReads, maxGapMs: maxGapSeconds * 1000, numbers }, mapping.input.timeZone);
}

/** Names what becomes of a record: it changes with the mapping, and with what the gateway has rejected. */
export const versionOf = (mapping: Mapping, rejected: number): string =>
  `${createHash('sha256').update(JSON.stringify(mapping)).digest('base64url').slice(0, HASH_CHARS)}:${rejected}`;

/** The name of the connector's checkpoint. */
export const checkpointName = ({ name }: Pick<RestSettings, 'name'>): string => `rest:${name}`;
