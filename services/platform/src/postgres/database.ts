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
  /** Like `query`, for one of the few statements that run often: each connection keeps it parsed and planned. */
  repeated<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>>;
  /** Commits when the work resolves, rolls back and rethrows when it rejects. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * One transaction, on one connection. Statements are sent at once, in the order of the calls: a call need not wait for
 * the answer to the one before it.
 */
export interface Transaction extends Database {
  /** @param sql COPY ... FROM STDIN; `data` must be in the format that it names */
  copy(sql: string, data: Buffer): Promise<void>;
  /**
   * The types of some tables' rows, read once on each connection. The order of the columns does not matter, nor do
   * columns that the program does not know:
   * `place` maps each column to those that the program writes.
   * @param columns the columns of each table that the program writes, in any order
   * @throws SchemaError when a table lacks one of them
   */
  rowTypes<Table extends string>(
    columns: Readonly<Record<Table, readonly string[]>>,
  ): Promise<Readonly<Record<Table, RowType>>>;
}

export const DATABASE = Symbol('Database');

/**
 * bigint and numeric are read as numbers: every count here stays far below 2^53. Dates are read as text, timestamps as
 * Date.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 20 || oid === 1700) return Number;
    if (oid === 1082) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** After this time without traffic, the operating system checks whether the other side still answers. */
const KEEP_ALIVE_MS = 5_000;
const CONNECT_MS = 10_000;
/** Bytes of a COPY per message. */
const COPY_CHUNK = 256 * 1024;

interface CopyConnection {
  readonly stream: { cork(): void; uncork(): void };
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Names of repeated statements, by their text; the same on all connections. */
const statementNames = new Map<string, string>();

function named(sql: string, parameters: readonly unknown[]): pg.QueryConfig {
  const name = statementNames.get(sql) ?? `repeated ${statementNames.size}`;
  statementNames.set(sql, name);
  return { name, text: sql, values: [...parameters] };
}

const answerOf = <Row>({ rows, rowCount }: pg.QueryResult): Answer<Row> => ({ rows, rowCount: rowCount ?? 0 });

const ROW_TYPES = `SELECT wanted.name, (SELECT reltype::int FROM pg_class
  WHERE pg_class.oid = wanted.name::regclass) AS oid,
    (SELECT jsonb_agg(jsonb_build_object('name', attname, 'oid', atttypid::int) ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = wanted.name::regclass AND attnum > 0 AND NOT attisdropped) AS columns
  FROM unnest($1::text[]) AS wanted(name)`;

/** The row types that each connection has read, by table. */
type KnownRowTypes = WeakMap<pg.PoolClient, Record<string, RowType>>;

/** The database lacks columns that this program writes: the migrations of an older version created it. */
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
        'an older version created the database. Restart the processors of this version; they bring the database ' +
        'up to date.',
    );
  return { oid, columns: columns.map(({ name, oid }) => ({ name, oid, place: wanted.indexOf(name) })) };
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
/**
 * A row parameter does not match the columns of its table: a migration changed the table while this program was
 * running.
 */
const isOutdatedRow = (error: unknown): boolean => hasCode(error, '42804');
/** The error only means that an earlier statement of the transaction failed. */
const isConsequence = (error: unknown): boolean => hasCode(error, '25P02');

class ClientTransaction implements Transaction {
  #isOver = false;

  constructor(
    readonly client: pg.PoolClient,
    readonly rowTypesOf: KnownRowTypes,
  ) {}

  /** No statement may follow, because others use the connection from now on: it would run outside the transaction. */
  end(): void {
    this.#isOver = true;
  }

  /** @throws Error when the transaction is over */
  #requireOpen(): void {
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
    this.#requireOpen();
    await new Promise<void>((resolve, reject) => {
      const query = new pg.Query(sql, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      // The data is sent with the statement; a server that rejects the statement skips the data.
      const submit = (connection: CopyConnection): null => {
        connection.stream.cork();
        connection.query(sql);
        for (let at = 0; at < data.length; at += COPY_CHUNK)
          connection.sendCopyFromChunk(data.subarray(at, at + COPY_CHUNK));
        connection.endCopyFrom();
        connection.stream.uncork();
        return null;
      };
      // The driver's default handler rejects every COPY.
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
    this.#requireOpen();
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
 * Ends sessions of this program that the client abandoned in the middle of a COPY: the server still waits for the data
 * and keeps the locks of the transaction, and no timeout of the server ends that.
 */
const END_ORPHANS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename = current_user AND application_name = current_setting('application_name') AND state = 'active'
    AND wait_event IN ('ClientRead', 'ClientWrite') AND query_start < now() - make_interval(secs => $1)`;

class PooledDatabase implements Database {
  readonly #idle: IdleConnections;
  /** A transaction got no answer: its locks may block the next one. */
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
 * Runs several pieces of work of one transaction whose statements need not wait for one another. Resolves when all have
 * ended, because a transaction must not end before.
 * @throws the first error; statements after it in the same transaction fail because of it
 */
export async function sideBySide(...works: readonly Promise<unknown>[]): Promise<void> {
  const errors: unknown[] = [];
  await Promise.all(works.map((work) => work.catch((error: unknown) => errors.push(error))));
  if (errors.length > 0) throw errors.find((error) => !isConsequence(error)) ?? errors[0];
}

/** The current connections of a pool. */
export interface PoolState {
  readonly open: number;
  readonly idle: number;
  /** Queries that wait for a connection. */
  readonly waiting: number;
}

/** The state of the pool behind a database; undefined for a transaction. */
export function poolState(database: Database): PoolState | undefined {
  if (!(database instanceof PooledDatabase)) return undefined;
  const { totalCount, idleCount, waitingCount } = database.pool;
  return { open: totalCount, idle: idleCount, waiting: waitingCount };
}

/** The pool behind a database. @throws TypeError for a transaction, which has none */
export function poolOf(database: Database): pg.Pool {
  if (database instanceof PooledDatabase) return database.pool;
  throw new TypeError('only a database opened by openDatabase has its own connections; a transaction has none');
}

/** Settings of a pool. */
export interface DatabaseOptions {
  readonly connections?: number;
  readonly applicationName?: string;
  /** A statement that takes longer is cancelled, milliseconds; 0 means no limit. */
  readonly statementTimeoutMs?: number;
  /**
   * A query that is not answered in this time is abandoned together with its connection, milliseconds: the server may
   * be frozen, or the network may drop all packets without an error. The server also ends a transaction that receives
   * nothing for this time and releases its locks (decision 0021). Without it there is no limit.
   */
  readonly answerWithinMs?: number | undefined;
  /**
   * Maximum wait for a new connection, and for a free one of the pool, milliseconds; default 10 s.
   */
  readonly connectWithinMs?: number | undefined;
  /** Called for connections that were lost while idle; the pool replaces them. */
  readonly onLostConnection?: (error: Error) => void;
  /** Settings of the server for these connections, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called for each new connection with the process id of its backend, on the database's machine. */
  readonly onBackend?: (pid: number) => void;
}

/** The driver knows the process id of each connection's backend; its types do not say so. */
type BackendClient = pg.PoolClient & { readonly processID?: number | null };

/** Opens a pool; connections are made when first needed. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 8,
    // A statement is sent without waiting for the answer to the one before it.
    pipeline: true,
    application_name: options.applicationName ?? 'mnara',
    connectionTimeoutMillis: options.connectWithinMs ?? CONNECT_MS,
    statement_timeout: options.statementTimeoutMs ?? 0,
    options: Object.entries(options.settings ?? {})
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    ...(options.answerWithinMs === undefined ? {} : answerTimeouts(options.answerWithinMs)),
    types,
  });
  pool.on('error', (error) => options.onLostConnection?.(error));
  pool.on('connect', (client) => options.onBackend?.((client as BackendClient).processID ?? 0));
  return new PooledDatabase(pool, options.answerWithinMs);
}

const answerTimeouts = (milliseconds: number): pg.PoolConfig => ({
  query_timeout: milliseconds,
  idle_in_transaction_session_timeout: milliseconds,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});

/** The class of SQLSTATE codes for values that the database cannot take: NUL in a text, a date that is none. */
const DATA_EXCEPTION = /^22/;

/** Whether the database refused a value of the statement (as opposed to the statement, or being away). */
export const isValueRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && DATA_EXCEPTION.test(String(error.code));

const CONNECTION_STATES = /^(08|57P0|53|25006|40)/;

/**
 * Whether the same statement may succeed later: the server is unavailable, restarting or full, or two transactions
 * conflicted.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CONNECTION_STATES.test(code)) return true;
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code) ||
    /Connection terminated|timeout exceeded|Query read timeout|Client has encountered/i.test(error.message)
  );
}
