import pg from 'pg';
import type { RowType } from './binary-rows.js';
import { IdleConnections, isSilence } from './idle-connections.js';

/** Rows of one answer. */
export interface Answer<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/**
 * A PostgreSQL (or TimescaleDB) database, or one transaction in it. SQL is parameterised; values never enter the
 * text.
 */
export interface Database {
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>>;
  /** As `query`, for one of few statements that come again and again: each connection keeps it parsed and planned. */
  repeated<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>>;
  /** Commits when the work resolves, rolls back and rethrows when it rejects. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * One transaction, on one connection. Statements go out in the order of the calls, at once: calls need not wait for
 * one another's answers.
 */
export interface Transaction extends Database {
  /** @param sql COPY ... FROM STDIN; the data in the format that it names */
  copy(sql: string, data: Buffer): Promise<void>;
  /**
   * The types of some tables' rows, read once on each connection. The order of the columns and columns that the
   * program does not know do not matter: each column says where it stands among those that the program writes.
   * @param columns of each table that the program writes, in any order
   * @throws SchemaError when the table lacks one of them
   */
  rowTypes<Table extends string>(
    columns: Readonly<Record<Table, readonly string[]>>,
  ): Promise<Readonly<Record<Table, RowType>>>;
}

export const DATABASE = Symbol('Database');

/**
 * bigint and numeric come as numbers: every count here stays far below 2^53. Dates come as text, timestamps as Date.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 20 || oid === 1700) return Number;
    if (oid === 1082) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** After so long without a byte the operating system asks whether the other side is there. */
const KEEP_ALIVE_MS = 5_000;
const CONNECT_MS = 10_000;
/** Bytes of a COPY in one message. */
const COPY_CHUNK = 256 * 1024;

interface CopyConnection {
  readonly stream: { cork(): void; uncork(): void };
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Names of repeated statements, by their text: the same on all connections. */
const statementNames = new Map<string, string>();

function named(sql: string, parameters: readonly unknown[]): pg.QueryConfig {
  const name = statementNames.get(sql) ?? `repeated ${statementNames.size}`;
  statementNames.set(sql, name);
  return { name, text: sql, values: [...parameters] };
}

const answerOf = <Row>({ rows, rowCount }: pg.QueryResult): Answer<Row> => ({ rows, rowCount: rowCount ?? 0 });

const ROW_TYPES = `SELECT wanted.name, (SELECT reltype::int FROM pg_class WHERE pg_class.oid = wanted.name::regclass) AS oid,
    (SELECT jsonb_agg(jsonb_build_object('name', attname, 'oid', atttypid::int) ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = wanted.name::regclass AND attnum > 0 AND NOT attisdropped) AS columns
  FROM unnest($1::text[]) AS wanted(name)`;

/** The row types that each connection has read, by table. */
type KnownRowTypes = WeakMap<pg.PoolClient, Record<string, RowType>>;

/** The database lacks columns that this program writes: an older version's migrations made it. */
class SchemaError extends Error {
  readonly code = 'schema';
}

/** @throws SchemaError */
function placed(table: string, { oid, columns }: RowType, wanted: readonly string[]): RowType {
  const found = columns.map(({ name }) => name);
  const missing = wanted.filter((name) => !found.includes(name));
  if (missing.length > 0)
    throw new SchemaError(
      `The table ${table} has no column ${missing.join(', ')}, which this version of Mnara writes: ` +
        "an older version made the database. Start this version's processors again; they bring the database up to date.",
    );
  return { oid, columns: columns.map(({ name, oid }) => ({ name, oid, place: wanted.indexOf(name) })) };
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
/** A parameter has not the columns that its table has now: a migration changed the table while this program runs. */
const isOutdatedRow = (error: unknown): boolean => hasCode(error, '42804');
/** Only says that an earlier statement of the transaction failed. */
const isConsequence = (error: unknown): boolean => hasCode(error, '25P02');

class ClientTransaction implements Transaction {
  #isOver = false;

  constructor(
    readonly client: pg.PoolClient,
    readonly rowTypesOf: KnownRowTypes,
  ) {}

  /** Nothing may follow on the connection, which others use from now on: it would be a transaction of its own. */
  end(): void {
    this.#isOver = true;
  }

  /** @throws Error where the transaction is over */
  #mustGoOn(): void {
    if (this.#isOver) throw new Error('A statement came after the end of its transaction; await everything within it.');
  }

  async rowTypes<Table extends string>(
    columns: Readonly<Record<Table, readonly string[]>>,
  ): Promise<Readonly<Record<Table, RowType>>> {
    const known = this.rowTypesOf.get(this.client) ?? {};
    const missing = (Object.keys(columns) as Table[]).filter((table) => known[table] === undefined);
    if (missing.length > 0) {
      const { rows } = await this.query<RowType & { readonly name: Table }>(ROW_TYPES, [missing]);
      for (const { name, ...type } of rows) known[name] = placed(name, type, columns[name]);
      this.rowTypesOf.set(this.client, known);
    }
    return known as Readonly<Record<Table, RowType>>;
  }

  async copy(sql: string, data: Buffer): Promise<void> {
    this.#mustGoOn();
    await new Promise<void>((resolve, reject) => {
      const query = new pg.Query(sql, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      // The data goes out with the statement; a server that refuses the one passes over the other.
      const submit = (connection: CopyConnection): null => {
        connection.stream.cork();
        connection.query(sql);
        for (let at = 0; at < data.length; at += COPY_CHUNK)
          connection.sendCopyFromChunk(data.subarray(at, at + COPY_CHUNK));
        connection.endCopyFrom();
        connection.stream.uncork();
        return null;
      };
      // The driver's own refuses every COPY.
      this.client.query(Object.assign(query, { submit, handleCopyInResponse: () => {} }));
    });
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#ask({ text: sql, values: [...parameters] });
  }

  repeated<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#ask(named(sql, parameters));
  }

  async #ask<Row>(question: pg.QueryConfig): Promise<Answer<Row>> {
    this.#mustGoOn();
    return answerOf(await this.client.query(question));
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return work(this);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Ends this program's sessions whose client has given them up in the middle of a COPY: the server waits for its data,
 * with all that the transaction has locked, and no time-out of its own ends that.
 */
const END_ORPHANS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename = current_user AND application_name = current_setting('application_name') AND state = 'active'
    AND wait_event IN ('ClientRead', 'ClientWrite') AND query_start < now() - make_interval(secs => $1)`;

class PooledDatabase implements Database {
  readonly #idle: IdleConnections;
  /** A transaction fell silent: what it holds may be in the way of the next one. */
  #hasOrphans = false;
  #rowTypesOf: KnownRowTypes = new WeakMap();

  constructor(
    readonly pool: pg.Pool,
    readonly answerWithinMs: number | undefined,
  ) {
    this.#idle = new IdleConnections(pool);
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#ask({ text: sql, values: [...parameters] });
  }

  repeated<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#ask(named(sql, parameters));
  }

  async #ask<Row>(question: pg.QueryConfig): Promise<Answer<Row>> {
    try {
      return answerOf(await this.pool.query(question));
    } catch (error) {
      if (isSilence(error)) this.#idle.drop();
      throw error;
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const noteLoss = (error: Error): void => {
      broken = error;
    };
    client.on('error', noteLoss);
    const tx = new ClientTransaction(client, this.#rowTypesOf);
    try {
      if (this.#hasOrphans) await this.#endOrphans(client);
      await client.query('BEGIN');
      const result = await work(tx);
      tx.end();
      await client.query('COMMIT');
      return result;
    } catch (error) {
      tx.end();
      // Read again, so that the same work succeeds when it is given again.
      if (isOutdatedRow(error)) this.#rowTypesOf = new WeakMap();
      if (isSilence(error)) {
        broken = error;
        this.#hasOrphans = true;
        this.#idle.drop();
      } else await client.query('ROLLBACK').catch(noteLoss);
      throw error;
    } finally {
      client.off('error', noteLoss);
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  async #endOrphans(client: pg.PoolClient): Promise<void> {
    await client.query(END_ORPHANS, [(this.answerWithinMs ?? 0) / 1000]);
    this.#hasOrphans = false;
  }
}

/**
 * Several works within one transaction whose statements need not wait for one another. Resolves when all have ended;
 * a transaction must not end before.
 * @throws the error that made the others fail: what follows a failed statement in the same transaction fails too
 */
export async function sideBySide(...works: readonly Promise<unknown>[]): Promise<void> {
  const errors: unknown[] = [];
  await Promise.all(works.map((work) => work.catch((error: unknown) => errors.push(error))));
  if (errors.length > 0) throw errors.find((error) => !isConsequence(error)) ?? errors[0];
}

/** Connections of a pool now. */
export interface PoolState {
  readonly open: number;
  readonly idle: number;
  /** Questions that wait for a connection. */
  readonly waiting: number;
}

/** Undefined for what is no pool (a transaction). */
export function poolState(database: Database): PoolState | undefined {
  if (!(database instanceof PooledDatabase)) return undefined;
  const { totalCount, idleCount, waitingCount } = database.pool;
  return { open: totalCount, idle: idleCount, waiting: waitingCount };
}

/** The pool behind it. @throws TypeError for what is none (a transaction) */
export function poolOf(database: Database): pg.Pool {
  if (database instanceof PooledDatabase) return database.pool;
  throw new TypeError('only an open database has connections of its own, a transaction has none');
}

/** Settings of a pool. */
export interface DatabaseOptions {
  readonly connections?: number;
  readonly applicationName?: string;
  /** A statement that takes longer is cancelled, milliseconds; 0 waits for ever. */
  readonly statementTimeoutMs?: number;
  /**
   * What is not answered by then is given up, with its connection: the server is frozen or the network to it swallows
   * everything, and nobody says so. The server in turn ends a transaction that hears nothing for so long, and lets go
   * what it had locked (decision 0021). Without it, for ever.
   */
  readonly answerWithinMs?: number | undefined;
  /**
   * A connection that is not there by then is given up, and so is the wait for a free one of the pool; default 10 s.
   */
  readonly connectWithinMs?: number | undefined;
  /** Hears of connections that were lost while idle; the pool replaces them. */
  readonly onLostConnection?: (error: Error) => void;
}

/** Opens a pool; connections are made when first needed. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 8,
    // A statement goes out without waiting for the answer to the one before it.
    pipeline: true,
    application_name: options.applicationName ?? 'mnara',
    connectionTimeoutMillis: options.connectWithinMs ?? CONNECT_MS,
    statement_timeout: options.statementTimeoutMs ?? 0,
    ...(options.answerWithinMs === undefined ? {} : boundedSilence(options.answerWithinMs)),
    types,
  });
  pool.on('error', (error) => options.onLostConnection?.(error));
  return new PooledDatabase(pool, options.answerWithinMs);
}

const boundedSilence = (milliseconds: number): pg.PoolConfig => ({
  query_timeout: milliseconds,
  idle_in_transaction_session_timeout: milliseconds,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});

const CONNECTION_STATES = /^(08|57P0|53|25006|40)/;

/** Whether the same statement may succeed later: the server is away, restarting, full, or two transactions met. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CONNECTION_STATES.test(code)) return true;
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code) ||
    /Connection terminated|timeout exceeded|Query read timeout|Client has encountered/i.test(error.message)
  );
}
