import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ImportLinkError, importFiles } from '#edge-agent/import-files.js';
import type { ImportReport } from '#edge-agent/import-report.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { FileError, MappingError } from '#edge-agent/mapping/mapping-errors.js';
import type { Mapping } from '#edge-agent/mapping/mapping-schema.js';
import { agentsHome, runningServer } from '#local/data-folder.js';
import { environment } from '#local/environment.js';
import type { Undeclared } from '#store/network/declared-names.js';
import { acceptedSigns, namesOf, previews, showPreview, stopAtSigns } from './import-preview.js';
import { failIfUnused, showImport, undeclaredOf } from './import-result.js';
import { CommandError, type Format, formatOf, print, printStatus } from './output.js';
import { connect, dataFolder, type ServerClient, undeclaredIn } from './server-client.js';
import { untilApplied } from './until-applied.js';
import { outboxesIn } from './verify.js';

interface ImportOptions {
  readonly mapping: string;
  readonly data?: string;
  readonly agent: string;
  readonly url?: string;
  readonly keyFile?: string;
  readonly format?: string;
  readonly maxRejected: string;
  readonly dryRun?: boolean;
  readonly accept?: string;
}

/** The address of a gateway and the agent's key for it. */
interface Gateway {
  readonly url: string;
  readonly key: string;
}

/**
 * Stores the agent's key, and the gateway's address if it differs, with the outbox, so that a second import uses the
 * same agent.
 */
async function registered(server: ServerClient, folder: string, agentId: string): Promise<Gateway> {
  const home = join(folder, 'agents', agentId);
  const [keyPath, urlPath] = [join(home, 'agent.key'), join(home, 'gateway.url')];
  const stored = async (path: string): Promise<string> => (await readFile(path, 'utf8')).trim();
  if (existsSync(keyPath))
    return { key: await stored(keyPath), url: existsSync(urlPath) ? await stored(urlPath) : server.url };
  const { key, gatewayUrl } = await server.admin<{ key: string; gatewayUrl?: string }>('agents', { agentId });
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (gatewayUrl !== undefined) await writeFile(urlPath, gatewayUrl);
  await writeFile(keyPath, key, { mode: 0o600 });
  return { key, url: gatewayUrl ?? server.url };
}

function progress(): (report: ImportReport) => void {
  let reportedAt = Date.now();
  return ({ rowsRead, eventsAccepted, pending }) => {
    if (Date.now() - reportedAt < 1000) return;
    reportedAt = Date.now();
    printStatus(`${rowsRead} rows read, ${eventsAccepted} events accepted, ${pending} not acknowledged yet`);
  };
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new CommandError(2, `--max-rejected ${text} is not a share; give a number from 0 to 1, for example 0.1.`);
  return share;
}

/** `mnara import`. */
export function importCommand(command: Command): void {
  command
    .argument('<files...>', 'CSV, TSV, NDJSON, JSON, XLSX or ODS')
    .requiredOption('--mapping <file>', 'YAML: how rows become events (docs/mapping.md)')
    .option('--data <folder>', 'data folder of a server on this machine; the agent keeps its outbox there')
    .option('--agent <id>', 'name of the agent', 'import')
    .option('--url <url>', 'address of a gateway on another machine, with --key-file')
    .option('--key-file <file>', "file with the agent's key for --url")
    .option('--dry-run', 'show how the rows are understood, and send nothing')
    .option('--accept <signs>', 'go on in spite of these signs that something is wrong')
    .option('--max-rejected <share>', 'exit code 1 when more than this share of the rows is rejected', '0.5')
    .option('--format <format>', 'table or json')
    .action(async (files: string[], options: ImportOptions) => {
      const format = formatOf(options.format);
      const maxRejected = shareOf(options.maxRejected);
      const home = agentsHome(dataFolder(options.data, environment.data));
      try {
        const mapping = loadMapping(await readMapping(options.mapping), options.mapping);
        const accepted = acceptedSigns(options.accept);
        if (options.dryRun === true) {
          await dryRun(files, mapping, options, format, accepted);
          return;
        }
        const { url, key, server } = await gatewayOf(options, home);
        const known = server === undefined ? undefined : await namesOf(server);
        stopAtSigns(await previews(files, mapping, known, false), accepted);
        const report = await importFiles({
          files,
          mapping,
          agentId: options.agent,
          gatewayUrl: url,
          key,
          dataDir: home,
          onProgress: progress(),
        });
        if (server !== undefined) await untilApplied(server, options.agent, outboxesIn(home));
        const undeclared = undeclaredOf(report, server === undefined ? NONE : await undeclaredIn(server));
        if (format === 'json') print(JSON.stringify({ ...report, undeclared }, null, 2));
        else showImport(report, undeclared);
        failIfUnused(report, maxRejected);
      } catch (error) {
        if (error instanceof MappingError || error instanceof FileError)
          throw new CommandError(2, error.message, { cause: error });
        if (error instanceof ImportLinkError) throw new CommandError(3, error.message, { cause: error });
        throw error;
      }
    });
}

/** Looks at the whole files. The names of a network are compared where a server runs. */
async function dryRun(
  files: readonly string[],
  mapping: Mapping,
  options: ImportOptions,
  format: Format,
  accepted: ReadonlySet<string>,
): Promise<void> {
  const folder = dataFolder(options.data, environment.data);
  const known = runningServer(folder) === undefined ? undefined : await namesOf(connect({}, folder));
  const found = await previews(files, mapping, known, true);
  if (format === 'json') print(JSON.stringify({ files: found }, null, 2));
  else for (const preview of found) showPreview(preview);
  stopAtSigns(found, accepted);
}

const NONE: Undeclared = { services: [], desks: [], total: 0 };

/** The gateway for the import, and the server if it runs on this machine. */
async function gatewayOf(options: ImportOptions, home: string): Promise<Gateway & { readonly server?: ServerClient }> {
  if (options.url !== undefined && options.keyFile !== undefined)
    return { url: options.url, key: (await readFile(options.keyFile, 'utf8')).trim() };
  const server = connect({}, dataFolder(options.data, environment.data));
  const { url, key } = await registered(server, home, options.agent);
  return { url: options.url ?? url, key, server };
}

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandError(2, `The mapping ${path} cannot be read; check the path given with --mapping.`, { cause });
  }
}
