import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ImportLinkError } from '#edge-agent/import-files.js';
import { withdrawImport } from '#edge-agent/withdraw-import.js';
import { agentsHome } from '#local/data-folder.js';
import { environment } from '#local/environment.js';
import type { ImportRecord, ImportSummary } from '#store/imports/import-records.js';
import type { Leaving } from '#store/imports/read-leaving.js';
import { type ImportOptions, importOptions, runImport } from './import.js';
import { gatewayOf, importOf, refuseAppointments } from './import-gateway.js';
import { CommandError, formatOf, print, printRows, printStatus, table, visible } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';
import { untilWithdrawn } from './until-withdrawn.js';

type ShowOptions = ServerOptions & { readonly format?: string };

const moment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, 16));
const day = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, 10));

async function list(options: ShowOptions): Promise<void> {
  const server = connect(options, dataFolder(options.data, environment.data));
  const found = await server.admin<readonly ImportSummary[]>('imports', {});
  const header = ['import', 'state', 'started', 'by', 'mapping', 'files', 'rows', 'rejected', 'events', 'from', 'to'];
  const rows = found.map((one) => [
    one.importId,
    one.state,
    moment(one.startedAt),
    visible(one.startedBy ?? ''),
    visible(one.mapping ?? ''),
    one.files,
    one.rows,
    one.rejectedRows,
    one.events,
    day(one.firstAt),
    day(one.lastAt),
  ]);
  printRows(formatOf(options.format), found, header, rows);
}

const section = (header: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  if (rows.length > 0)
    print(
      `\n${table(
        header,
        rows.map((row) => row.map((cell) => (typeof cell === 'string' ? visible(cell) : cell))),
      )}`,
    );
};

function showRecord(found: ImportRecord): void {
  const { replaces, replacedBy, withdrawnAt, withdrawnBy } = found;
  print(`import      ${found.importId} of agent ${found.agentId}, ${found.state}`);
  print(`started     ${moment(found.startedAt)} UTC by ${visible(found.startedBy ?? '')}`);
  print(`mapping     ${visible(found.mapping ?? '')}, ${found.mappingHash ?? ''}`);
  print(`events      ${found.events}, of ${day(found.firstAt)} to ${day(found.lastAt)} (UTC)`);
  if (replaces !== null) print(`replaces    ${replaces}`);
  if (replacedBy !== null) print(`replaced by ${replacedBy}`);
  if (withdrawnBy !== null)
    print(`withdrawn   by ${visible(withdrawnBy)} ${moment(withdrawnAt)}; ${found.removed} facts have left`);
  if (found.lateEvents > 0) print(`late        ${found.lateEvents} events after the withdrawal, without effect`);
  section(
    ['file', 'rows', 'rejected', 'SHA-256'],
    found.contents.map(({ name, rows, rejectedRows, hash }) => [name, rows, rejectedRows, hash]),
  );
  section(
    ['rejected rows', 'rows', 'first line', 'reason'],
    found.contents.flatMap(({ name, reasons }) =>
      reasons.map(({ code, rows, line, text }) => [`${name}: ${code}`, rows, line, text]),
    ),
  );
  section(
    ['centre', 'events', 'from', 'to'],
    found.centres.map(({ centreId, events, firstAt, lastAt }) => [centreId, events, day(firstAt), day(lastAt)]),
  );
  section(
    ['dead letters', 'events', 'reason'],
    found.letters.map(({ code, events, reason }) => [code, events, reason]),
  );
}

async function show(importId: string, options: ShowOptions): Promise<void> {
  const found = await importOf(connect(options, dataFolder(options.data, environment.data)), importId);
  if (formatOf(options.format) === 'json') print(JSON.stringify(found, null, 2));
  else showRecord(found);
}

interface WithdrawOptions {
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly partly?: boolean;
}

const sayLeaving = ({ legs, goneLegs, facts, stayingFacts }: Leaving): string =>
  `${facts} facts of ${legs} legs, desks and centres leave, and ${goneLegs} legs with them; ${stayingFacts} facts stay, ` +
  'because others have stated them too';

const sayKept = ({ keptFrom }: Leaving): string =>
  keptFrom
    .map(
      ({ centreId, at }) =>
        `Single records of ${centreId} before ${day(at)} were deleted (MNARA_RETENTION_DAYS), so what the import ` +
        'added to the figures before that day stays.',
    )
    .join('\n');

/** Sends the withdrawal through the agent that made the import, and waits until everything has left. */
async function withdraw(importId: string, { data, dryRun, partly }: WithdrawOptions): Promise<void> {
  const folder = dataFolder(data, environment.data);
  const server = connect({}, folder);
  const found = await importOf(server, importId);
  if (found.state === 'withdrawn') throw new CommandError(2, `Import ${importId} is withdrawn already.`);
  refuseAppointments(found);
  if (found.state !== 'withdrawing') {
    const leaving = await server.admin<Leaving>('imports/leaving', { importId });
    print(sayLeaving(leaving));
    if (leaving.keptFrom.length > 0) print(sayKept(leaving));
    if (dryRun === true) return;
    if (leaving.keptFrom.length > 0 && partly !== true)
      throw new CommandError(1, 'Nothing was withdrawn. Withdraw what can leave with --partly.');
    await send(importId, found.agentId, folder);
  }
  const { removed } = await untilWithdrawn(server, importId);
  print(`import ${importId} is withdrawn: ${removed} facts have left`);
}

async function send(importId: string, agent: string, folder: string): Promise<void> {
  const home = agentsHome(folder);
  if (!existsSync(join(home, 'agents', agent, 'outbox.db')))
    throw new CommandError(
      2,
      `Import ${importId} was made by agent ${agent}, whose outbox is not in ${home}; withdraw it on the machine where ` +
        'it was made.',
    );
  const { url, key } = await gatewayOf({ data: folder, agent }, home);
  try {
    await withdrawImport({ agentId: agent, gatewayUrl: url, key, dataDir: home }, importId);
  } catch (error) {
    if (error instanceof ImportLinkError) throw new CommandError(3, error.message, { cause: error });
    throw error;
  }
  printStatus('the withdrawal is in the event log');
}

/** `mnara imports [list|show|withdraw|replace]`. */
export function importsCommand(imports: Command): void {
  const asked = (command: Command): Command =>
    command
      .option('--data <folder>', 'data folder of a server on this machine')
      .option('--url <url>', 'address of a server on another machine, with --token-file')
      .option('--token-file <file>', 'file with the token for --url')
      .option('--format <format>', 'table or json');
  asked(imports.command('list', { isDefault: true }))
    .description('the imports, newest first')
    .action(list);
  asked(imports.command('show'))
    .argument('<import>', 'its id')
    .description('its files, mapping, centres, period, rejected rows and dead letters, and its state')
    .action(show);
  imports
    .command('withdraw')
    .argument('<import>', 'its id')
    .option('--data <folder>', 'data folder of the server and of the import on this machine')
    .option('--dry-run', 'say what would leave, and change nothing')
    .option('--partly', 'in spite of records that were deleted by age, whose figures stay')
    .description('takes every fact that only this import has stated out of all figures')
    .action(withdraw);
  importOptions(imports.command('replace').argument('<import>', 'id of the import that is withdrawn'))
    .description('imports files, often with a corrected mapping, and then withdraws an import')
    .action((replace: string, files: string[], options: ImportOptions) => runImport(files, { ...options, replace }));
}
