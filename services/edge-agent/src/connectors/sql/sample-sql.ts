import { RowMapper } from '../../mapping/row-mapper.js';
import type { Sample, SampleParts, SampleRow } from '../connector-kind.js';
import { SourceError } from '../source-error.js';
import { openSource } from './open-source.js';
import { readRow } from './row-reader.js';
import { startOf } from './sql-connector.js';
import { type SqlOptions, titleOf } from './sql-options.js';
import { checkpointOf, type SqlCheckpoint } from './sql-poll.js';

/** The rows that would be read next: those after the checkpoint. @throws SourceError, AgentConfigError */
export async function sampleSql(options: SqlOptions, { checkpoint, limit }: SampleParts): Promise<Sample> {
  const { columns } = new RowMapper(options.mapping, () => 'preview');
  const text = checkpoint(checkpointOf(options.name));
  const stored = text === undefined ? undefined : (JSON.parse(text) as SqlCheckpoint);
  const source = await openSource(options, columns, stored?.kind).catch((error: unknown) => {
    throw asSourceError(error, options);
  });
  try {
    const { orderBy, session, statements } = source;
    const { at } = startOf(source, stored, options, await session.nowMs());
    const rows = await session.rows(statements.page({ from: orderBy.valueOf(at) }, limit));
    const since = new Date(orderBy.momentOf(at)).toISOString();
    return {
      source: `${titleOf(options)}, from ${options.orderBy} = ${since} on`,
      fileName: options.name,
      mapping: options.mapping,
      rows: numbered(rows.map((row) => readRow(source, row).cells)),
    };
  } catch (error) {
    throw asSourceError(error, options);
  } finally {
    await source.session.close();
  }
}

async function* numbered(all: readonly Extract<SampleRow, { cells: object }>['cells'][]): AsyncGenerator<SampleRow> {
  for (const [index, cells] of all.entries()) yield { line: index + 1, cells };
}

function asSourceError(error: unknown, options: SqlOptions): unknown {
  if (error instanceof SourceError || !(error instanceof Error) || error.name === 'AgentConfigError') return error;
  const reason = error.message.replaceAll(options.url, '...');
  return new SourceError(
    `${titleOf(options)} cannot be read (${reason}); check the address and the rights of the user.`,
    {
      cause: error,
    },
  );
}
