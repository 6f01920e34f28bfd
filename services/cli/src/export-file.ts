import { type Command, Option } from 'commander';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { COMPARISONS, KPI_ZONES } from '#domain/kpi/question.js';
import { environment } from '#local/environment.js';
import { CommandError, printStatus } from './output.js';
import { saveFile } from './save-file.js';
import { addressOf, dataFolder, type ServerOptions } from './server-client.js';
import { filterOf } from './where.js';

/** Options of every file, as commander gives them. */
export interface FileOptions extends ServerOptions {
  readonly format?: string;
  readonly out?: string;
  readonly where?: readonly string[];
  readonly [name: string]: unknown;
}

export const FILE_FORMATS = ['csv', 'xlsx', 'pdf', 'parquet', 'json'];

/** Options that are parameters of the address, under the same names. */
const PARAMETERS = [
  'ids',
  'from',
  'to',
  'period',
  'by',
  'split',
  'compare',
  'exact',
  'totals',
  'intervals',
  'zone',
  'clock',
  'format',
  'language',
  'form',
  'separator',
  'decimal',
  'bom',
  'escape',
  'notes',
  'paper',
  'orientation',
];

function pathOf(kind: string, options: FileOptions): string {
  const parameters = new URLSearchParams();
  for (const name of PARAMETERS) {
    const value = options[name];
    if (value !== undefined) parameters.set(name, String(value));
  }
  for (const { key, value } of (options.where ?? []).flatMap((text) => text.split(',')).map(filterOf))
    parameters.append('where', `${key}=${value}`);
  return `/api/v1/${kind}?${parameters}`;
}

const size = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
const number = (rows: string | undefined): string => (rows === undefined ? '?' : Number(rows).toLocaleString('en'));

/** Saves a file of a server: `mnara export KIND --format F --out FILE`. Progress goes to standard error. */
export async function exportFile(kind: string, options: FileOptions): Promise<void> {
  const { out } = options;
  if (out === undefined) throw new CommandError(2, 'The file is not named; give --out FILE.');
  const server = addressOf(options, dataFolder(options.data, environment.data));
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const saved = await saveFile(
    server,
    pathOf(kind, options),
    out,
    (bytes, rows) => printStatus(`${kind}: ${size(bytes)} of ${number(rows)} rows ...`),
    stopping.signal,
  ).finally(() => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  });
  printStatus(
    `${out}: ${number(saved.rows)} rows, ${size(saved.bytes)}, SHA-256 of the rows ${saved.rowsSha256 ?? '?'}`,
  );
}

const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices);

/** Options that say how a file is written, and where. */
export const addFileOptions = (command: Command): Command =>
  command
    .addOption(choice('--language <language>', 'of headers and notes; default en', ['en', 'sw', 'kk', 'ru']))
    .addOption(choice('--form <form>', 'of CSV: for people (default), or for programs', ['people', 'machine']))
    .addOption(choice('--separator <name>', 'of CSV', ['comma', 'semicolon', 'tab']))
    .addOption(choice('--decimal <mark>', 'of CSV; default point', ['point', 'comma']))
    .addOption(choice('--bom <boolean>', 'whether CSV begins with a byte order mark', ['true', 'false']))
    .addOption(choice('--escape <what>', 'of CSV: whether texts are kept from being formulas', ['formulas', 'none']))
    .addOption(choice('--notes <boolean>', 'whether CSV ends with notes', ['true', 'false']))
    .addOption(choice('--paper <size>', 'of PDF; default a4', ['a4', 'a3']))
    .addOption(choice('--orientation <way>', 'of PDF; default landscape', ['portrait', 'landscape']))
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url');

/** A command for one kind of file, with the options of its period. */
function fileCommand(command: Command, kind: string, description: string): Command {
  return addFileOptions(
    command
      .command(kind)
      .description(description)
      .addOption(choice('--format <format>', 'of the file', FILE_FORMATS).makeOptionMandatory())
      .requiredOption('--out <file>', 'where the file is written')
      .option('--from <date>', "ISO date in the network's time zone")
      .option('--to <date>', 'ISO date, exclusive')
      .addOption(choice('--period <name>', 'instead of --from and --to', PERIOD_NAMES))
      .option('--where <pairs...>', 'KEY=VALUE, for example centre=AA01'),
  ).action((options: FileOptions) => exportFile(kind, options));
}

/** The commands that save files. */
export function fileCommands(command: Command): void {
  fileCommand(command, 'kpis', 'KPIs, as mnara kpi gives them')
    .requiredOption('--ids <ids>', 'ids of the catalogue, separated by commas: served,service_level:60')
    .option('--by <groups>', 'groups, separated by commas, for example region,month')
    .addOption(choice('--split <key>', 'a split', KPI_SPLITS))
    .addOption(choice('--compare <what>', 'a second figure beside each one', COMPARISONS))
    .addOption(choice('--zone <whose>', 'whose clock tells periods; default each centre’s own', KPI_ZONES))
    .option('--exact', 'calculates from legs instead of histograms')
    .option('--totals', 'also the figures of the whole and of each first group, calculated again')
    .option('--intervals', 'also intervals (95 %) of means, for which histograms are read');
  fileCommand(command, 'legs', 'single legs of visits; needs the permission to see staff').addOption(
    choice('--clock <moment>', 'which moment puts a leg into the period; default issued', [
      'issued',
      'left_queue',
      'ended',
    ]),
  );
  fileCommand(command, 'alerts', 'alerts that fired in the period');
  fileCommand(command, 'quality', 'defects of data, by centre and day');
  fileCommand(command, 'desk-states', 'how long each desk was in each state, by hour');
}
