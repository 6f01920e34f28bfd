import { SourceError } from '../source-error.js';
import { DIALECTS } from './dialects.js';
import { openSession } from './open-session.js';
import { SourceOrder } from './source-order.js';
import type { SourceColumn, SourceSession } from './source-session.js';
import { type SqlOptions, titleOf } from './sql-options.js';
import { columnsOf, type SourceShape, SqlStatements, shapeStatement } from './sql-statements.js';

/** The source no longer has what the connector reads; the message names it and says how to go on. */
export class SourceChangedError extends SourceError {}

/** A source with an open session, whose columns are as they must be. */
export interface OpenSource {
  readonly session: SourceSession;
  readonly statements: SqlStatements;
  readonly orderBy: SourceOrder;
  /** Names of the columns of a row that is read, in its order. */
  readonly columns: readonly string[];
  readonly keyIndexes: readonly number[];
}

/**
 * Opens a session and checks the columns.
 * @param read the columns that the mapping reads
 * @param knownKind of the column of orderBy when it was read last, as its checkpoint says
 * @throws AgentConfigError when a driver is missing, SourceChangedError, SourceError when the database cannot be read
 */
export async function openSource(
  options: SqlOptions,
  read: ReadonlySet<string>,
  knownKind?: string,
): Promise<OpenSource> {
  const { database, url, statementSeconds, name, mapping } = options;
  const dialect = DIALECTS[database];
  const session = await openSession(database, { url, statementSeconds, applicationName: `mnara ${name}` });
  try {
    const columns = await session.columns(shapeStatement(dialect, shapeOf(options, [])));
    const has = (column: string): boolean => columns.some((one) => isSame(one.name, column, database));
    const present = [...read].filter((column) => has(column) || !mapping.input.optionalColumns.includes(column));
    const shape = shapeOf(options, present);
    const missing = columnsOf(shape).filter((column) => !has(column));
    if (missing.length > 0) throw missingColumns(options, missing, columns);
    const known = columns.map(({ name: column, kind }) => ({
      name: columnsOf(shape).find((one) => isSame(one, column, database)) ?? column,
      kind,
    }));
    const orderBy = orderOf(options, known, knownKind);
    return {
      session,
      statements: new SqlStatements(dialect, shape, known),
      orderBy,
      columns: columnsOf(shape),
      keyIndexes: options.key.map((column) => columnsOf(shape).indexOf(column)),
    };
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

const shapeOf = ({ source, key, orderBy }: SqlOptions, others: readonly string[]): SourceShape => ({
  source,
  key,
  orderBy,
  others,
});

/** Only PostgreSQL tells apart names that differ in capital letters. */
const isSame = (one: string, other: string, database: SqlOptions['database']): boolean =>
  database === 'postgresql' ? one === other : one.toLowerCase() === other.toLowerCase();

function missingColumns(options: SqlOptions, missing: readonly string[], columns: readonly SourceColumn[]): Error {
  const names = missing.map((name) => `"${name}"`).join(', ');
  return new SourceChangedError(
    `${titleOf(options)} has no column ${names}, which the mapping ${options.mappingPath} or the connector ` +
      `"${options.name}" reads; it has: ${columns.map(({ name }) => name).join(', ')}. Reading has stopped and nothing ` +
      'is lost. Restore the column, or correct the mapping, "key" or "orderBy" and start the agent again; reading ' +
      'goes on where it stopped.',
  );
}

function orderOf(options: SqlOptions, columns: readonly SourceColumn[], knownKind: string | undefined): SourceOrder {
  const { orderBy, orderByUnit, database, mapping, name } = options;
  const kind = columns.find((column) => column.name === orderBy)?.kind ?? 'other';
  const isTime = kind === 'instant' || kind === 'local' || (kind === 'number' && orderByUnit !== undefined);
  if (!isTime)
    throw new SourceChangedError(
      `The column "${orderBy}" of ${titleOf(options)} is no date with a time, so that rows cannot be read in its ` +
        'order. Name another column under "orderBy", add "orderByUnit: seconds" or "milliseconds" when it has Unix ' +
        'times, or make one in "query".',
    );
  if (knownKind !== undefined && knownKind !== kind)
    throw new SourceChangedError(
      `The column "${orderBy}" of ${titleOf(options)} has another type than before (${knownKind}, now ${kind}), so ` +
        `that its times may mean something else. Check input.timeZone of the mapping, then give the connector ` +
        `"${name}" another name and "from" with the day from which it should read.`,
    );
  return new SourceOrder(kind, orderByUnit, mapping.input.timeZone, DIALECTS[database]);
}
