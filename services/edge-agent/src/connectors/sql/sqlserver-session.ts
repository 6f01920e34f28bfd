import { createRequire } from 'node:module';
import type { ColumnKind, SessionOptions, SourceRow, SourceSession, SqlValue, Statement } from './source-session.js';

/** The parts of the package mssql that are used. It is installed only where a SQL Server is read. */
interface SqlServerDriver {
  connect(config: object): Promise<Pool>;
}
interface Pool {
  request(): Request;
  close(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}
interface Request {
  arrayRowMode: boolean;
  input(name: string, value: SqlValue): Request;
  query(text: string): Promise<Answer>;
}
interface Answer {
  readonly recordset: readonly (readonly unknown[])[];
  readonly columns?: readonly (readonly AnswerColumn[])[];
}
interface AnswerColumn {
  readonly name: string;
  readonly type: { readonly declaration?: string } | (() => { readonly declaration?: string });
}

const CONNECT_MS = 10_000;
const LOCK_MS = 5_000;

const KINDS: Readonly<Record<string, ColumnKind>> = {
  bigint: 'number',
  datetime: 'local',
  datetime2: 'local',
  datetimeoffset: 'instant',
  decimal: 'number',
  int: 'number',
  numeric: 'number',
  smalldatetime: 'local',
  smallint: 'number',
  tinyint: 'number',
};

/** The driver's settings for an address such as sqlserver://user:password@host:1433/database?trust=yes. */
export function sqlServerConfig({ url, statementSeconds, applicationName }: SessionOptions): object {
  const address = new URL(url);
  return {
    server: address.hostname,
    ...(address.port === '' ? {} : { port: Number(address.port) }),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database: decodeURIComponent(address.pathname.slice(1)),
    connectionTimeout: CONNECT_MS,
    requestTimeout: statementSeconds * 1000,
    arrayRowMode: true,
    // One connection, so that what a session sets holds for every statement.
    pool: { max: 1, min: 1 },
    options: {
      appName: applicationName,
      encrypt: true,
      trustServerCertificate: address.searchParams.get('trust') === 'yes',
      readOnlyIntent: true,
      useUTC: true,
    },
  };
}

/** A session with SQL Server. @throws the error of the driver */
export async function openSqlServerSession(options: SessionOptions): Promise<SourceSession> {
  // Not an import, so that the package need not be installed to build Mnara.
  const driver = createRequire(import.meta.url)('mssql') as SqlServerDriver;
  const pool = await driver.connect(sqlServerConfig(options));
  // A connection that breaks between statements is found by the next one.
  pool.on('error', () => undefined);
  const read = async ({ text, values }: Statement): Promise<Answer> => {
    const request = pool.request();
    request.arrayRowMode = true;
    for (const [index, value] of values.entries()) request.input(`p${index + 1}`, value);
    return request.query(`SET LOCK_TIMEOUT ${LOCK_MS}; ${text}`);
  };
  return {
    columns: async (statement) =>
      (await read(statement)).columns?.[0]?.map(({ name: column, type }) => {
        const { declaration = '' } = typeof type === 'function' ? type() : type;
        return { name: column, kind: KINDS[declaration] ?? 'other' };
      }) ?? [],
    rows: async (statement) => (await read(statement)).recordset.map((row): SourceRow => row.map(textOf)),
    nowMs: async () => {
      const { recordset } = await read({
        text: "SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME())",
        values: [],
      });
      return Number(recordset[0]?.[0]);
    },
    close: () => pool.close(),
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
