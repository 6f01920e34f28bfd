import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { ImportLinkError, importFiles, SameImportError } from '#edge-agent/import-files.js';
import { type ImportReport, problemOf } from '#edge-agent/import-report.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { FileError, MappingError } from '#edge-agent/mapping/mapping-errors.js';
import type { Mapping } from '#edge-agent/mapping/mapping-schema.js';
import { agentsHome, runningServer } from '#local/data-folder.js';
import { environment } from '#local/environment.js';
import type { Undeclared } from '#store/network/declared-names.js';
import { type GatewayOptions, gatewayOf, importOf, importServer, refuseAppointments } from './import-gateway.js';
import { acceptedSigns, namesOf, previews, showPreview, stopAtSigns } from './import-preview.js';
import { failIfUnused, showImport, undeclaredOf } from './import-result.js';
import { CommandError, type Format, formatOf, print, printStatus } from './output.js';
import { connect, dataFolder, type ServerClient, undeclaredIn } from './server-client.js';
import { untilWithdrawn } from './until-withdrawn.js';

/** The options of an import as they are typed. */
export interface ImportOptions extends GatewayOptions {
  readonly mapping: string;
  readonly replace?: string;
  readonly format?: string;
  readonly maxRejected: string;
  readonly dryRun?: boolean;
  readonly accept?: string;
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

/** The files and options of an import, but for what it replaces. */
export const importOptions = (command: Command): Command =>
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
    .option('--format <format>', 'table or json');

/** `mnara import`. */
export function importCommand(command: Command): void {
  importOptions(command)
    .option('--replace <import>', 'withdraw this import when the new one is counted')
    .action(runImport);
}

/** Imports files, or shows how they are understood. @throws CommandError */
export async function runImport(files: string[], options: ImportOptions): Promise<void> {
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
    await run(files, mapping, { ...options, maxRejectedShare: maxRejected, shownAs: format, accepted }, home);
  } catch (error) {
    if (error instanceof MappingError || error instanceof FileError || error instanceof SameImportError)
      throw new CommandError(2, error.message, { cause: error });
    if (error instanceof ImportLinkError) throw new CommandError(3, error.message, { cause: error });
    throw error;
  }
}

interface RunOptions extends ImportOptions {
  readonly maxRejectedShare: number;
  readonly shownAs: Format;
  readonly accepted: ReadonlySet<string>;
}

/** Imports the files and says what became of them. */
async function run(files: readonly string[], mapping: Mapping, options: RunOptions, home: string): Promise<void> {
  const { url, key, server } = await gatewayOf(options, home);
  const known = server === undefined ? undefined : await namesOf(server);
  stopAtSigns(await previews(files, mapping, known, false), options.accepted);
  const { replace, agent: agentId, maxRejectedShare } = options;
  if (replace !== undefined) await mustBeReplaceable(server, replace, agentId);
  const isDone = (report: ImportReport): boolean => problemOf(report, maxRejectedShare) === undefined;
  const report = await importFiles({
    files,
    mapping,
    mappingName: basename(options.mapping),
    agentId,
    gatewayUrl: url,
    key,
    dataDir: home,
    ...(server === undefined ? {} : { server: importServer(server, agentId, home) }),
    ...(replace === undefined ? {} : { replaces: { importId: replace, isDone } }),
    onStarted: (importId) => printStatus(`import ${importId}`),
    onProgress: progress(),
  });
  if (server !== undefined && report.replaced !== undefined) await untilWithdrawn(server, report.replaced);
  const undeclared = undeclaredOf(report, server === undefined ? NONE : await undeclaredIn(server));
  if (options.shownAs === 'json') print(JSON.stringify({ ...report, undeclared }, null, 2));
  else showImport(report, undeclared);
  failIfUnused(report, maxRejectedShare, replace);
}

/** @throws CommandError 2 when this agent cannot replace the import */
async function mustBeReplaceable(server: ServerClient | undefined, importId: string, agentId: string): Promise<void> {
  if (server === undefined)
    throw new CommandError(2, '--replace needs a server on this machine (--data), which knows the import.');
  const found = await importOf(server, importId);
  if (found.agentId !== agentId)
    throw new CommandError(2, `Import ${importId} was made by agent ${found.agentId}; add --agent ${found.agentId}.`);
  if (found.state === 'withdrawn')
    throw new CommandError(2, `Import ${importId} is withdrawn already; import the files without --replace.`);
  refuseAppointments(found);
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

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandError(2, `The mapping ${path} cannot be read; check the path given with --mapping.`, { cause });
  }
}
