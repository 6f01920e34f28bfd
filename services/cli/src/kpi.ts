import { type Command, Option } from 'commander';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { COMPARISONS, KPI_ZONES } from '#domain/kpi/question.js';
import { environment } from '#local/environment.js';
import { type KpiAnswer, kpiCsv, kpiJson, kpiTable, withoutIntervals } from './kpi-sheets.js';
import { CommandError, type Format, formatOf, printRows, printStatus } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';
import { filterOf } from './where.js';

interface KpiOptions extends ServerOptions {
  readonly from?: string;
  readonly to?: string;
  readonly period?: string;
  readonly by?: string;
  readonly where?: string[];
  readonly split?: string;
  readonly exact?: boolean;
  readonly compare?: string;
  readonly totals?: boolean;
  readonly intervals?: boolean;
  readonly zone?: string;
  readonly format?: string;
}

const FIGURE = 'value n d complete errorBound noData suppressed';
const ROW = `{ group { key value label } values { id ${FIGURE} distribution
  bins { from to n } interval { low high method } compared { ${FIGURE} difference } } }`;
const QUERY = `query Kpis($request: KpiRequest!) { network { timeZone } centres { id timeZone }
  kpis(request: $request) {
  kpis { id version unit clock definition }
  rows ${ROW}
  totals ${ROW}
  notes { code text } from to comparedFrom comparedTo zone timeZone asOf questionHash } }`;

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function printKpis(format: Format, answer: KpiAnswer): void {
  const { header, rows } = format === 'csv' ? kpiCsv(answer) : kpiTable(answer);
  printRows(format, kpiJson(answer), header, rows);
  // JSON has them among its fields.
  if (format !== 'json') for (const note of answer.kpis.notes) printStatus(`note: ${note.text}`);
}

/** What a question says of its period. */
function periodOf({ from, to, period }: KpiOptions): Record<string, string> {
  if (period !== undefined && from === undefined && to === undefined) return { period };
  if (period === undefined && from !== undefined && to !== undefined) return { from, to };
  throw new CommandError(2, 'The period is missing or named twice; give --from and --to, or --period.');
}

const requestOf = (ids: string, options: KpiOptions): Record<string, unknown> => ({
  ids: list(ids),
  ...periodOf(options),
  by: list(options.by),
  where: (options.where ?? []).flatMap(list).map(filterOf),
  ...(options.split === undefined ? {} : { split: options.split }),
  ...(options.compare === undefined ? {} : { compare: options.compare }),
  exact: options.exact === true,
  totals: options.totals === true,
  intervals: options.intervals === true,
  ...(options.zone === undefined ? {} : { zone: options.zone }),
});

/** `mnara kpi`. */
export function kpiCommand(command: Command): void {
  command
    .argument(
      '<ids>',
      'ids of the catalogue, separated by commas, each with an optional parameter: served,service_level:60',
    )
    .option('--from <date>', 'ISO date by the clock that --zone says')
    .option('--to <date>', 'ISO date, exclusive')
    .addOption(new Option('--period <name>', 'instead of --from and --to').choices(PERIOD_NAMES))
    .option(
      '--by <groups>',
      'network, region, centre, desk, staff, agency, service, channel, year, month, week, day, hour, ' +
        'quarter_hour, hour_of_day, day_of_week',
    )
    .option('--where <pairs...>', 'KEY=VALUE, for example centre=AA01')
    .option('--split <key>', KPI_SPLITS.join(', '))
    .option('--exact', 'calculates from legs instead of histograms')
    .addOption(
      new Option(
        '--compare <what>',
        'a second figure beside each one: of the period before, of a year before ...',
      ).choices(COMPARISONS),
    )
    .option('--totals', 'also the figures of the whole and of each first group, calculated again')
    .option('--intervals', 'also intervals (95 %), for which histograms are read; in CSV and JSON')
    .addOption(
      new Option(
        '--zone <whose>',
        "by whose clock days and hours are: each centre's own (default), or the network's",
      ).choices(KPI_ZONES),
    )
    .option('--format <format>', 'table, json or csv')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .action(async (ids: string, options: KpiOptions) => {
      const format = formatOf(options.format);
      const request = requestOf(ids, options);
      const server = connect(options, dataFolder(options.data, environment.data));
      const answer = await server.graphql<KpiAnswer>(QUERY, { request });
      printKpis(format, options.intervals === true ? answer : withoutIntervals(answer));
    });
}
