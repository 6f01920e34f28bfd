import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.js';
import { startMariadb } from './mariadb-server.js';

/** A connection of the queue system to its own database; it writes. */
export interface SourceWriter {
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** A database of a queue system, with a user that can only read. */
export interface SqlSource {
  readonly database: 'postgresql' | 'mariadb';
  /** The address of the reader. */
  readonly url: string;
  writer(): Promise<SourceWriter>;
  stop(): Promise<void>;
}

/** A real PostgreSQL whose clock is that of Nairobi. */
export async function startPostgresqlSource(): Promise<SqlSource> {
  const server = await startPostgres();
  const writer = async (): Promise<SourceWriter> => {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    return { run: async (sql) => void (await client.query(sql)), close: () => client.end() };
  };
  const admin = await writer();
  const { pathname, host } = new URL(server.url);
  await admin.run(`ALTER DATABASE ${pathname.slice(1)} SET timezone = 'Africa/Nairobi';
    CREATE ROLE reader LOGIN PASSWORD 'r/eader'; GRANT pg_read_all_data TO reader;`);
  await admin.close();
  return {
    database: 'postgresql',
    url: `postgresql://reader:${encodeURIComponent('r/eader')}@${host}${pathname}`,
    writer,
    stop: () => server.stop(),
  };
}

/** A real MariaDB whose clock is that of Nairobi. */
export async function startMariadbSource(): Promise<SqlSource> {
  const server = await startMariadb();
  const writer = async (): Promise<SourceWriter> => {
    const connection = await createConnection({ uri: server.url, multipleStatements: true });
    await connection.query('CREATE DATABASE IF NOT EXISTS queue; USE queue');
    return { run: async (sql) => void (await connection.query(sql)), close: () => connection.end() };
  };
  const admin = await writer();
  await admin.run(`CREATE USER reader@'%' IDENTIFIED BY 'r/eader'; GRANT SELECT ON queue.* TO reader@'%';`);
  await admin.close();
  return {
    database: 'mariadb',
    url: `mysql://reader:${encodeURIComponent('r/eader')}@127.0.0.1:${server.port}/queue`,
    writer,
    stop: () => server.stop(),
  };
}
