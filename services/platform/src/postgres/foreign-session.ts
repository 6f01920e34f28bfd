import pg from 'pg';

export interface ForeignSessionOptions {
  /** Address with user and password; sslmode and sslrootcert as libpq knows them. */
  readonly url: string;
  readonly statementSeconds: number;
  /** In the database's list of sessions. */
  readonly applicationName: string;
}

/** Rows as text, as the database writes them. */
export interface ForeignAnswer {
  readonly columns: readonly { readonly name: string; readonly oid: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A read-only session with a PostgreSQL that belongs to somebody else. */
export interface ForeignSession {
  /** @param sql with parameters $1, $2, ... */
  read(sql: string, parameters: readonly unknown[]): Promise<ForeignAnswer>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
const LOCK_MS = 5_000;
/** After the server's own limit; ends what a dead network would keep waiting. */
const NETWORK_SLACK_MS = 10_000;

const asWritten = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/**
 * Opens a session that can only read, waits for no lock longer than five seconds, and ends each statement after the
 * given time. Moments are written in UTC. @throws the error of the driver
 */
export async function openForeignSession(options: ForeignSessionOptions): Promise<ForeignSession> {
  const statementMs = options.statementSeconds * 1000;
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: statementMs + NETWORK_SLACK_MS,
    keepAlive: true,
    types: asWritten,
  });
  // A connection that breaks between statements is found by the next one.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(
      'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; ' +
        `SET statement_timeout = ${statementMs}; SET lock_timeout = ${LOCK_MS}; ` +
        "SET idle_in_transaction_session_timeout = 10000; SET timezone = 'UTC'; SET datestyle = 'ISO'",
    );
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    read: async (text, values) => {
      const { fields, rows } = await client.query<(string | null)[]>({
        text,
        values: [...values],
        rowMode: 'array',
      });
      return { columns: fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })), rows };
    },
    close: () => client.end(),
  };
}
