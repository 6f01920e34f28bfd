import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { runningServer } from '#local/data-folder.js';
import { findPostgres, unreachableFor } from '#local/embedded/postgres-binaries.js';
import { environment } from '#local/environment.js';
import { stackLayout } from '#local/stack/stack-layout.js';
import { runningStack } from '#local/stack/stack-state.js';
import type { Undeclared } from '#store/network/declared-names.js';
import { checkTier, type Finding, keptFindings } from './doctor-database.js';
import { formatOf, print } from './output.js';
import { connect, dataFolder, storageOf, undeclaredIn } from './server-client.js';

const GIB = 1024 ** 3;

const existing = (path: string): string =>
  existsSync(path) || path === dirname(path) ? path : existing(dirname(path));

async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(existing(folder));
  const free = (bavail * bsize) / GIB;
  return {
    check: 'disk',
    ok: free > 2,
    message:
      `${free.toFixed(1)} GiB free for ` +
      `${folder}${free > 2 ? '' : '; free some space (at least 2 GiB), or choose another folder with --data'}`,
  };
}

async function checkDatabase(folder: string): Promise<Finding> {
  try {
    const { user } = await findPostgres();
    const barred = user === undefined ? undefined : await unreachableFor(user, existing(folder));
    if (barred !== undefined)
      return {
        check: 'database',
        ok: false,
        message:
          `the database's user "${user?.name}" has no access to ${barred}; choose another folder with --data, or ` +
          `run: chmod o+x ${barred}`,
      };
    return {
      check: 'database',
      ok: true,
      message: `the embedded PostgreSQL is installed${user === undefined ? '' : `; it runs as the user "${user.name}"`}`,
    };
  } catch (error) {
    return { check: 'database', ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function checkPort(port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () =>
      resolve({ check: 'port', ok: false, message: `port ${port} is in use; choose another with --port` }),
    );
    server.listen(port, '127.0.0.1', () =>
      server.close(() => resolve({ check: 'port', ok: true, message: `port ${port} is free` })),
    );
  });
}

/**
 * Defects of the sources are not a fault of this machine: they are only shown, for the operators of the sources.
 */
function describeDefects(defects: readonly { defect: string; n: number }[]): string {
  const total = new Map<string, number>();
  for (const { defect, n } of defects) total.set(defect, (total.get(defect) ?? 0) + n);
  if (total.size === 0) return 'no defects of sources are known';
  const sorted = [...total].sort(([, left], [, right]) => right - left);
  return `defects of sources so far: ${sorted.map(([defect, n]) => `${defect} ${n}`).join(', ')}`;
}

const SHOWN_NAMES = 20;

/** Events with such names are counted, so that they are no fault of this machine either. */
function describeUndeclared({ services, desks, total }: Undeclared): string {
  if (total === 0) return 'every service and desk that events name is in the network';
  const names = [
    ...services.map((id) => `service ${id}`),
    ...desks.map(({ centreId, deskId }) => `desk ${deskId} of ${centreId}`),
  ];
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  const others = total > SHOWN_NAMES ? ` and ${total - SHOWN_NAMES} more` : '';
  return `events name what the network does not have; add it and run mnara network apply: ${shown}${others}`;
}

async function checkServer(folder: string): Promise<Finding[]> {
  const server = runningServer(folder);
  if (server === undefined)
    return [
      {
        check: 'server',
        ok: true,
        message: `no Mnara runs on ${folder}; start one with: mnara serve --data ${folder}`,
      },
    ];
  try {
    const client = connect({}, folder);
    const answer = await client.graphql<{
      scopeFigures: { agentsSilent: number; agentsTotal: number };
      deadLetters: { n: number }[];
      dataQuality: { defect: string; n: number }[];
    }>('{ scopeFigures { agentsSilent agentsTotal } deadLetters { n } dataQuality { defect n } }');
    const { agentsSilent, agentsTotal } = answer.scopeFigures;
    const dead = answer.deadLetters.reduce((sum, { n }) => sum + n, 0);
    return [
      { check: 'server', ok: true, message: `Mnara is live at ${server.url}` },
      {
        check: 'agents',
        ok: agentsSilent === 0,
        message:
          `${agentsTotal} agents, ${agentsSilent} ` +
          `silent${agentsSilent === 0 ? '' : '; check power and network of their centres (mnara live)'}`,
      },
      {
        check: 'dead letters',
        ok: dead === 0,
        message: `${dead} events could not be applied${dead === 0 ? '' : '; the query deadLetters says why, by agent'}`,
      },
      { check: 'data quality', ok: true, message: describeDefects(answer.dataQuality) },
      { check: 'network', ok: true, message: describeUndeclared(await undeclaredIn(client)) },
      ...(environment.databaseUrl === undefined ? keptFindings(await storageOf(client)) : []),
    ];
  } catch (error) {
    return [{ check: 'server', ok: false, message: error instanceof Error ? error.message : String(error) }];
  }
}

/**
 * Checks the event log of the stack that runs on the folder, or the one that KAFKA_BROKERS names; the embedded shape
 * has none.
 */
async function checkLog(folder: string): Promise<readonly Finding[]> {
  const parts = runningStack(stackLayout(folder))?.parts ?? [];
  const ofStack = parts.find(({ name }) => name === 'kafka');
  const brokers = ofStack?.address ?? environment.brokers;
  if (brokers === undefined) return [];
  // A broker that the stack has started needs no TLS and no sign-in.
  const isOwn = ofStack?.isGiven === false;
  const { checkEventLog } = await import('./doctor-log.js');
  return checkEventLog(brokers, environment.kafkaPrefix, isOwn ? {} : environment.kafkaAccess);
}

/** `mnara doctor`. */
export function doctorCommand(command: Command): void {
  command
    .option('--data <folder>', 'data folder')
    .option('--port <port>', 'port that a server would use')
    .option('--format <format>', 'table or json')
    .action(async (options: { data?: string; port?: string; format?: string }) => {
      const folder = dataFolder(options.data, environment.data);
      const memory = totalmem() / GIB;
      const findings: Finding[] = [
        {
          check: 'node',
          ok: Number(process.versions.node.split('.')[0]) >= 24,
          message: `Node ${process.versions.node}`,
        },
        {
          check: 'memory',
          ok: memory >= 1.9,
          message: `${memory.toFixed(1)} GiB${memory >= 1.9 ? '' : '; Mnara needs 2 GiB'}`,
        },
        await checkDisk(folder),
        await checkDatabase(folder),
        ...(environment.databaseUrl === undefined ? [] : await checkTier(environment.databaseUrl)),
        ...(await checkLog(folder)),
        ...(runningServer(folder) === undefined
          ? [await checkPort(Number(options.port ?? environment.port ?? 8080))]
          : []),
        ...(await checkServer(folder)),
      ];
      if (formatOf(options.format) === 'json')
        print(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }, null, 2));
      else for (const { check, ok, message } of findings) print(`${ok ? 'ok   ' : 'WRONG'}  ${check}: ${message}`);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}
