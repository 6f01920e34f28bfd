import type { Command } from 'commander';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { environment } from '#local/environment.js';
import { type CellValue, CommandError, csv, type Format, formatOf, print, printStatus, table } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

interface KpiOptions extends ServerOptions {
  readonly from: string;
  readonly to: string;
  readonly by?: string;
  readonly where?: string[];
  readonly split?: string;
  readonly exact?: boolean;
  readonly format?: string;
}

interface KpiAnswer {
  readonly kpis: {
    readonly kpis: readonly { id: string; version: number; unit: string; clock: string; definition: string }[];
    readonly rows: readonly {
      readonly group: readonly { key: string; value: string; label: string }[];
      readonly values: readonly {
        id: string;
        value: number | null;
        n: number | null;
        d: number | null;
        complete: number | null;
        errorBound: number;
        noData: boolean;
        suppressed: boolean;
        distribution: number[] | null;
      }[];
    }[];
    readonly notes: readonly string[];
  };
}

const QUERY = `query Kpis($request: KpiRequest!) { kpis(request: $request) {
  kpis { id version unit clock definition }
  rows { group { key value label } values { id value n d complete errorBound noData suppressed distribution } }
  notes } }`;

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function filters(where: readonly string[] | undefined): { key: string; value: string }[] {
  return (where ?? []).flatMap(list).map((pair) => {
    const place = pair.indexOf('=');
    if (place < 1)
      throw new CommandError(2, `--where ${pair} is not KEY=VALUE; write for example --where centre=AA01.`);
    return { key: pair.slice(0, place), value: pair.slice(place + 1) };
  });
}

/** The answer in the JSON shape of commands.md: values by id, a group by key. */
export function kpiJson({ kpis }: KpiAnswer): unknown {
  return {
    kpis: kpis.kpis,
    rows: kpis.rows.map(({ group, values }) => ({
      group: Object.fromEntries(group.map(({ key, value }) => [key, value])),
      values: Object.fromEntries(
        values.map(({ id, value, n, d, complete, errorBound, noData, suppressed, distribution }) => [
          id,
          {
            value,
            n,
            d,
            complete,
            errorBound,
            noData,
            ...(suppressed ? { suppressed } : {}),
            ...(distribution === null ? {} : { distribution }),
          },
        ]),
      ),
    })),
    ...(kpis.notes.length === 0 ? {} : { notes: kpis.notes }),
  };
}

function printKpis(format: Format, answer: KpiAnswer): void {
  const { rows, notes } = answer.kpis;
  if (format === 'json') {
    print(JSON.stringify(kpiJson(answer), null, 2));
    return;
  }
  const groups = rows[0]?.group.map(({ key }) => key) ?? [];
  const ids = rows[0]?.values.map(({ id }) => id) ?? [];
  if (format === 'csv') {
    const header = [
      ...groups,
      ...ids.flatMap((id) => [id, `${id}_n`, `${id}_d`, `${id}_complete`, `${id}_error_bound`, `${id}_no_data`]),
    ];
    print(
      csv(
        header,
        rows.map(({ group, values }) => [
          ...group.map(({ value }) => value),
          ...values.flatMap((cell): CellValue[] => [
            cell.value,
            cell.n,
            cell.d,
            cell.complete,
            cell.errorBound,
            cell.noData,
          ]),
        ]),
      ),
    );
  } else {
    const shown = ({ value, noData, suppressed }: KpiAnswer['kpis']['rows'][number]['values'][number]): CellValue =>
      suppressed ? 'suppressed' : noData ? 'no data' : value;
    print(
      table(
        [...groups, ...ids],
        rows.map(({ group, values }) => [
          ...group.map(({ value, label }) => (label === value ? value : `${value} ${label}`)),
          ...values.map(shown),
        ]),
      ),
    );
  }
  for (const note of notes) printStatus(`note: ${note}`);
}

/** `mnara kpi`. */
export function kpiCommand(command: Command): void {
  command
    .argument(
      '<ids>',
      'ids of the catalogue, separated by commas, each with an optional parameter: served,service_level:60',
    )
    .requiredOption('--from <date>', "ISO date in the network's time zone")
    .requiredOption('--to <date>', 'ISO date, exclusive')
    .option(
      '--by <groups>',
      'network, region, centre, desk, staff, agency, service, channel, year, month, week, day, hour, ' +
        'quarter_hour, hour_of_day, day_of_week',
    )
    .option('--where <pairs...>', 'KEY=VALUE, for example centre=AA01')
    .option('--split <key>', KPI_SPLITS.join(', '))
    .option('--exact', 'calculates from legs instead of histograms')
    .option('--format <format>', 'table, json or csv')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .action(async (ids: string, options: KpiOptions) => {
      const format = formatOf(options.format);
      const request = {
        ids: list(ids),
        from: options.from,
        to: options.to,
        by: list(options.by),
        where: filters(options.where),
        ...(options.split === undefined ? {} : { split: options.split }),
        exact: options.exact === true,
      };
      const server = connect(options, dataFolder(options.data, environment.data));
      printKpis(format, await server.graphql<KpiAnswer>(QUERY, { request }));
    });
}
