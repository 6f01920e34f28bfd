import { AgentConfigError } from '../../agent-config-error.js';
import type { DatabaseKind } from './dialects.js';
import type { SessionOptions, SourceSession } from './source-session.js';

/** The packages of the databases whose drivers are not part of Mnara. */
const PACKAGES = { mariadb: 'mysql2', mysql: 'mysql2', sqlserver: 'mssql' } as const;

/**
 * Opens a read-only session; the code of a driver is loaded only here.
 * @throws AgentConfigError when the package of the driver is not installed; the error of the driver otherwise
 */
export async function openSession(database: DatabaseKind, options: SessionOptions): Promise<SourceSession> {
  if (database === 'postgresql') return (await import('./postgresql-session.js')).openPostgresqlSession(options);
  if (database === 'sqlserver') {
    const { openSqlServerSession } = await import('./sqlserver-session.js');
    return installed(PACKAGES.sqlserver, 'SQL Server', () => openSqlServerSession(options));
  }
  const name = database === 'mariadb' ? 'MariaDB' : 'MySQL';
  return installed(PACKAGES[database], name, async () =>
    (await import('./mysql-session.js')).openMysqlSession(database, options),
  );
}

/** @throws AgentConfigError that says which package to install */
export async function installed<Result>(
  packageName: string,
  database: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const isMissing =
      cause instanceof Error &&
      'code' in cause &&
      (cause.code === 'ERR_MODULE_NOT_FOUND' || cause.code === 'MODULE_NOT_FOUND') &&
      cause.message.includes(`'${packageName}'`);
    if (!isMissing) throw cause;
    throw new AgentConfigError(
      `Reading ${database} needs the package ${packageName}, which is not installed; run "npm install ${packageName}" ` +
        "in Mnara's folder and start the agent again.",
      { cause },
    );
  }
}
