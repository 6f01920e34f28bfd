import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { readAgentConfig } from '#edge-agent/agent-config.js';
import { AgentConfigError } from '#edge-agent/agent-config-error.js';
import { readAgentStatus, type StoredConnectorStatus } from '#edge-agent/agent-status.js';
import { EnrolmentError, enrol } from '#edge-agent/enrol.js';
import { environment } from '#local/environment.js';
import { type CellValue, CommandError, formatOf, print, table, visible } from './output.js';
import { connect, dataFolder } from './server-client.js';

async function run(path: string): Promise<void> {
  // Loaded only here, so that an agent, which runs on a small computer, does not load the server's libraries.
  const [{ pino }, { runConfiguredAgent }, { dropUnreadOutput, untilAskedToStop }] = await Promise.all([
    import('pino'),
    import('#edge-agent/run-configured-agent.js'),
    import('#platform/process/stop-requests.js'),
  ]);
  dropUnreadOutput();
  // Listens before the start, so that a request to stop during the start is not lost.
  const stopRequested = untilAskedToStop({ isLaunched: environment.isLaunched });
  const log = pino({ base: { service: 'edge-agent' } }, pino.destination(2));
  const config = readAgentConfig(path);
  const agent = await runConfiguredAgent(config, log);
  print(`The agent ${agent.agentId} runs; ${agent.status().pending} events wait to be acknowledged.`);
  await stopRequested;
  await agent.stop();
  log.info('stopped');
}

async function enrolInto(options: { url: string; code: string; keyFile: string }): Promise<void> {
  const { agentId, centreId, key } = await enrol(options.url, options.code);
  await mkdir(dirname(options.keyFile), { recursive: true });
  await writeFile(options.keyFile, `${key}\n`, { mode: 0o600 });
  print(`Enrolled as ${agentId} for the centre ${centreId}; the key is in ${options.keyFile}.`);
}

const at = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

function connectorRow({ name, kind, ok, message, progress, lagSeconds, seenAtMs }: StoredConnectorStatus): CellValue[] {
  const { lastRow, lastError } = progress ?? {};
  const lag = lagSeconds === undefined ? '' : `${lagSeconds} s`;
  const wrong = lastError === undefined || ok ? '' : ` (${at(lastError.atMs)})`;
  const row = visible(lastRow?.id ?? '');
  return [name, kind, ok ? 'ok' : 'PROBLEM', lag, row, at(lastRow?.atMs), at(seenAtMs), visible(message) + wrong];
}

function showStatus(folder: string, format: string | undefined): void {
  const status = readAgentStatus(folder, Date.now());
  if (formatOf(format) === 'json') {
    print(JSON.stringify(status, null, 2));
    return;
  }
  const { rejections, connectors, ...counts } = status;
  print(table(['', 'value'], Object.entries(counts)));
  if (connectors.length > 0) {
    const header = ['connector', 'kind', '', 'lag', 'last row', 'of', 'seen', 'says'];
    print(`\n${table(header, connectors.map(connectorRow))}`);
  }
  if (rejections.length > 0)
    print(
      `\n${table(
        ['seq', 'code', 'why the server rejected it'],
        rejections.map(({ seq, code, message }) => [seq, code, message]),
      )}`,
    );
}

/** Maps the expected failures of an agent to exit codes. */
async function guarded(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AgentConfigError) throw new CommandError(2, error.message, { cause: error });
    if (error instanceof EnrolmentError) throw new CommandError(3, error.message, { cause: error });
    throw error;
  }
}

/** `mnara agent run|invite|enrol|status`. */
export function agentCommand(agent: Command): void {
  agent
    .command('run')
    .description('runs an agent until it is asked to stop')
    .requiredOption('--config <file>', 'YAML or JSON (docs/connectors.md)')
    .action(({ config }: { config: string }) => guarded(() => run(config)));
  agent
    .command('invite')
    .description('creates a single-use code with which the agent of a centre can enrol')
    .argument('<centre>', 'id of the centre')
    .option('--data <folder>', 'data folder of a server on this machine')
    .action(async (centreId: string, { data }: { data?: string }) => {
      const { code } = await connect({}, dataFolder(data, environment.data)).admin<{ code: string }>('invitations', {
        centreId,
      });
      print(code);
    });
  agent
    .command('enrol')
    .description('exchanges a code for a key; works once')
    .requiredOption('--url <url>', 'address of the gateway')
    .requiredOption('--code <code>', 'from mnara agent invite')
    .requiredOption('--key-file <file>', 'where to keep the key, mode 0600')
    .action((options: { url: string; code: string; keyFile: string }) => guarded(() => enrolInto(options)));
  agent
    .command('status')
    .description("shows the counts of an agent's folder (recorded, acknowledged, pending, rejected) and its connectors")
    .argument('<folder>', 'data folder of the agent')
    .option('--format <format>', 'table or json')
    .action((folder: string, { format }: { format?: string }) =>
      guarded(() => {
        try {
          showStatus(folder, format);
        } catch (cause) {
          throw new CommandError(3, cause instanceof Error ? cause.message : String(cause), { cause });
        }
      }),
    );
}
