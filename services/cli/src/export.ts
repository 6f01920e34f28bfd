import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import { addFileOptions, exportFile, FILE_FORMATS, type FileOptions, fileCommands } from './export-file.js';
import { type CentreNames, DIRECTIVE_COLUMNS, type DirectiveExport, directiveRow } from './export-rows.js';
import { type CellValue, CommandError, csv, print } from './output.js';
import { connect, dataFolder, type ServerClient } from './server-client.js';

interface ExportOptions extends FileOptions {
  readonly from?: string;
  readonly to?: string;
  readonly period?: string;
  readonly centre?: string;
}

const PAGE_SIZE = 50;

const QUERY = `query ExportDirectives($filter: DirectiveFilter!, $first: Int!, $before: ID) {
  centres { id name timeZone }
  directives(filter: $filter, first: $first, before: $before) { hasMore directives {
    id centreId alertId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed deliveredAt
    acknowledgedAt acknowledgedBy closedAt closedBy closingNote timeline { at recordedAt kind actor via note counts }
    followed { before { from to demand waitP90 waitMax } after { from to demand waitP90 waitMax } } } } }`;

interface Page {
  readonly centres: readonly CentreNames[];
  readonly directives: { readonly hasMore: boolean; readonly directives: readonly DirectiveExport[] };
}

/** All directives with what an export says of their centres, oldest first. */
async function readAll(
  server: ServerClient,
  filter: Record<string, unknown>,
): Promise<readonly (readonly [DirectiveExport, CentreNames | undefined])[]> {
  const all: DirectiveExport[] = [];
  for (;;) {
    const { directives: page, centres } = await server.graphql<Page>(QUERY, {
      filter,
      first: PAGE_SIZE,
      before: all.at(-1)?.id ?? null,
    });
    all.push(...page.directives);
    if (page.hasMore) continue;
    const centreById = new Map(centres.map((centre) => [centre.id, centre]));
    return all.toReversed().map((one) => [one, centreById.get(one.centreId)]);
  }
}

/** To a file, as every other kind; without --out to standard output, with the waits before and after. */
async function exportDirectives(options: ExportOptions): Promise<void> {
  const { format = 'csv', from, to, centre } = options;
  if (options.out !== undefined) {
    const where = [...(options.where ?? []), ...(centre === undefined ? [] : [`centre=${centre}`])];
    return exportFile('directives', { ...options, format, where });
  }
  if (format !== 'csv' && format !== 'json')
    throw new CommandError(2, `--format ${format} goes to a file; give --out FILE, or use csv or json.`);
  if (from === undefined || to === undefined) throw new CommandError(2, 'The period is missing; give --from and --to.');
  const server = connect(options, dataFolder(options.data, environment.data));
  const found = await readAll(server, { from, to, ...(centre === undefined ? {} : { centreId: centre }) });
  const rows = found.map(([one, at]) => directiveRow(one, at));
  if (format === 'json')
    print(
      JSON.stringify({ directives: rows.map((row, at) => ({ ...row, timeline: found[at]?.[0].timeline })) }, null, 2),
    );
  else
    print(
      csv(
        DIRECTIVE_COLUMNS,
        rows.map((row) => DIRECTIVE_COLUMNS.map((column) => cellOf(row[column]))),
      ),
    );
}

/** The CSV library writes an empty cell for false, which would mean no data. */
const cellOf = (value: CellValue): CellValue => (typeof value === 'boolean' ? String(value) : value);

/** `mnara export`. */
export function exportCommand(command: Command): void {
  addFileOptions(
    command
      .command('directives')
      .description('directives; without --out with durations, and waiting times before and after')
      .option('--from <date>', "ISO date in the network's time zone, of sending")
      .option('--to <date>', 'ISO date, exclusive')
      .option('--period <name>', 'with --out: instead of --from and --to')
      .option('--centre <id>', 'only this centre')
      .option('--where <pairs...>', 'with --out: KEY=VALUE')
      .option('--format <format>', FILE_FORMATS.join(', '), 'csv')
      .option('--out <file>', 'where the file is written; without it csv or json to standard output'),
  ).action(exportDirectives);
  fileCommands(command);
}
