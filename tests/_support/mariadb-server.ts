import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from '#platform/process/free-port.js';
import { untilGone } from '#platform/process/process-life.js';
import { temporaryFolder } from './embedded-postgres.js';
import { until } from './until.js';

const SERVER = '/usr/sbin/mariadbd';
const run = promisify(execFile);
const STOP_MS = 30_000;

/**
 * Why this machine has no MariaDB; undefined when it has. For `describe.skipIf`, with the reason in the name. The gate
 * (CI=true) skips nothing.
 */
export const mariadbMissing: string | undefined =
  existsSync(SERVER) || process.env.CI === 'true'
    ? undefined
    : "(skipped: install Debian's mariadb-server-core and mariadb-client-core; no service is needed)";

/**
 * A real MariaDB in a separate folder, on a free port of loopback. Its clock is that of Nairobi, as in a centre. `stop`
 * stops it and removes the folder.
 */
export async function startMariadb(): Promise<{ port: number; url: string; stop(): Promise<void> }> {
  const folder = await temporaryFolder('mnara-test-mariadb-');
  const data = join(folder, 'data');
  await mkdir(data);
  const user = `--user=${userInfo().username}`;
  await run('mariadb-install-db', [
    '--no-defaults',
    user,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const port = await freePort();
  const server = spawn(
    SERVER,
    [
      '--no-defaults',
      user,
      `--datadir=${data}`,
      `--socket=${join(folder, 's')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--default-time-zone=+03:00',
      '--innodb-buffer-pool-size=16M',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { stdio: 'ignore' },
  );
  const url = `mysql://root@127.0.0.1:${port}`;
  await until('MariaDB answers', () =>
    createConnection(url).then(
      (connection) => connection.end().then(() => true),
      () => false,
    ),
  );
  return {
    port,
    url,
    stop: async () => {
      const { pid } = server;
      server.kill('SIGTERM');
      if (pid !== undefined && !(await untilGone(pid, STOP_MS))) server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
