import { RowMapper } from '../../mapping/row-mapper.js';
import type { Sample, SampleParts, SampleRow } from '../connector-kind.js';
import type { SourceRecord } from '../record-feed.js';
import { sinceMs } from './reading-settings.js';
import { checkpointName, type FollowOptions, followerOf, readerOf } from './rest-following.js';

/** Reads the list once, and shows what the connector would map next. @throws HttpSourceError */
export async function sampleList(options: FollowOptions, parts: SampleParts): Promise<Sample> {
  const { settings, mapping, now } = options;
  const { columns } = new RowMapper(mapping, () => 'preview');
  const reader = readerOf(options);
  const follower = followerOf(options, columns, () => parts.rejected);
  const state = parts.checkpoint(checkpointName(settings));
  const readAtMs = now();
  const list = await reader.read(sinceMs(settings, follower.lastReadMs(state), readAtMs), parts.signal);
  const { records } = follower.follow(state, list, readAtMs);
  return { source: reader.origin, fileName: settings.name, mapping, rows: rowsOf(records.slice(0, parts.limit)) };
}

async function* rowsOf(records: readonly SourceRecord[]): AsyncGenerator<SampleRow> {
  for (const [index, { cells }] of records.entries()) yield { line: index + 1, cells };
}
