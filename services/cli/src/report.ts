import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
import { listArchive, showRun, verifyArchive, verifyFiles } from './report-archive.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

interface ListedReport {
  readonly id: string;
  readonly name: string;
  readonly cadence: string;
  readonly wallTime: string;
  readonly timeZone: string;
  readonly runsAs: string;
  readonly scopeKind: string;
  readonly scopeId: string | null;
  readonly nextDueAt: number | null;
  readonly stoppedWhy: string | null;
  readonly recipients: readonly { readonly name: string; readonly address: string | null; readonly state: string }[];
  readonly runs: readonly { readonly period: string; readonly state: string; readonly reason: string | null }[];
}

const LIST = `{ reportSubscriptions { id name template viewId cadence wallTime timeZone language formats runsAs
  scopeKind scopeId rightEndsAt nextDueAt stoppedAt stoppedBy stoppedWhy recipients { id name personId address state addedBy }
  runs(first: 1) { id period state reason says isOverdue } } }`;
const SUBSCRIBE = 'mutation Subscribe($input: ReportSubscriptionInput!) { subscribe(input: $input) { id nextDueAt } }';
const ADD = 'mutation Add($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id state } }';
const STOP = 'mutation Stop($id: ID!) { stopSubscription(id: $id) }';
const RUN = `mutation Run($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id period } }`;
const STATE = 'query RunState($id: ID!) { reportRun(id: $id) { id period state reason says } }';

type Options = ServerOptions & { readonly format?: string };
const connected = (options: ServerOptions) => connect(options, dataFolder(options.data, environment.data));
const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

async function list(options: Options): Promise<void> {
  const { reportSubscriptions } = await connected(options).graphql<{ reportSubscriptions: readonly ListedReport[] }>(
    LIST,
  );
  const header = ['id', 'report', 'when', 'next', 'rights of', 'scope', 'recipients', 'last run', 'stopped'];
  const rows = reportSubscriptions.map((one) => {
    const [last] = one.runs;
    return [
      ...[one.id, one.name, `${one.cadence} ${one.wallTime} ${one.timeZone}`, time(one.nextDueAt), one.runsAs],
      `${one.scopeKind}${one.scopeId === null ? '' : ` ${one.scopeId}`}`,
      one.recipients.map(({ name, address, state }) => `${name} <${address ?? 'no address'}> ${state}`).join('; '),
      last === undefined ? '' : `${last.period} ${last.state}${last.reason === null ? '' : ` (${last.reason})`}`,
      one.stoppedWhy,
    ];
  });
  printRows(formatOf(options.format), { reports: reportSubscriptions }, header, rows);
}

const FINAL = new Set(['sent', 'skipped', 'failed']);
const LOOK_MS = 500;

interface RunState {
  readonly id: string;
  readonly period: string;
  readonly state: string;
  readonly reason: string | null;
  readonly says: string | null;
}

async function run(id: string, options: ServerOptions & { readonly period?: string; readonly wait?: boolean }) {
  const server = connected(options);
  const { runReport } = await server.graphql<{ runReport: RunState }>(RUN, { id, period: options.period ?? null });
  printStatus(`run ${runReport.id} of ${runReport.period} has started`);
  for (;;) {
    const { reportRun } = await server.graphql<{ reportRun: RunState }>(STATE, { id: runReport.id });
    const { state, reason, says } = reportRun;
    if (options.wait !== true || FINAL.has(state)) {
      print(JSON.stringify(reportRun));
      if (state === 'failed') throw new CommandError(1, `The report failed (${reason}): ${says ?? 'see the list'}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

interface SubscribeOptions extends ServerOptions {
  readonly template: string;
  readonly view?: string;
  readonly cadence: string;
  readonly at: string;
  readonly zone?: string;
  readonly language: string;
  readonly formats: string;
  readonly to: readonly string[];
}

async function subscribe(name: string, options: SubscribeOptions): Promise<void> {
  const server = connected(options);
  const { template, view, cadence, at, zone, language, formats, to } = options;
  const input = {
    ...{ name, template, cadence, language, wallTime: at, formats: formats.split(',') },
    ...(view === undefined ? {} : { viewId: view }),
    ...(zone === undefined ? {} : { timeZone: zone }),
  };
  const { subscribe: made } = await server.graphql<{ subscribe: { id: string; nextDueAt: number } }>(SUBSCRIBE, {
    input,
  });
  print(made.id);
  printStatus(`due next: ${time(made.nextDueAt)}`);
  for (const one of to) {
    const recipient = one.includes('@') ? { address: one } : { personId: one };
    const { addReportRecipient } = await server.graphql<{ addReportRecipient: { state: string } }>(ADD, {
      input: { subscriptionId: made.id, ...recipient },
    });
    printStatus(`${one}: ${addReportRecipient.state}`);
  }
}

async function stop(id: string, options: ServerOptions): Promise<void> {
  await connected(options).graphql(STOP, { id });
  print(`stopped: ${id}`);
}

const withServer = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url');

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** `mnara report`. */
export function reportCommand(command: Command): void {
  withServer(command.command('list').description('who gets which report, when, and with whose rights'))
    .option('--format <format>', 'table, json or csv')
    .action(list);
  withServer(command.command('subscribe').description('a new report; it runs with the rights of the token'))
    .argument('<name>', 'what the report is called')
    .option(
      '--template <name>',
      'weekly_letter, monthly_report, yearly_statistics, or table with --view',
      'weekly_letter',
    )
    .option('--view <id>', 'for the template table: id of a saved or built-in view')
    .option('--cadence <name>', 'daily, weekly, monthly, quarterly, yearly', 'weekly')
    .option('--at <time>', 'time of the day, by the clock of the zone', '07:30')
    .option('--zone <zone>', "time zone; without it the network's")
    .option('--language <language>', 'en, sw, kk, ru', 'en')
    .option('--formats <list>', 'pdf, xlsx', 'pdf,xlsx')
    .option('--to <recipient>', 'id of a person of the people file, or an address; several times', collect, [])
    .action(subscribe);
  withServer(command.command('stop').description('no further runs; the archive stays'))
    .argument('<id>', 'id as shown by list')
    .action(stop);
  withServer(command.command('run').description('makes the report of a period now, or again after it failed'))
    .argument('<id>', 'id as shown by list')
    .option('--period <name>', '2026-11-30, 2026-W48, 2026-11, 2026-Q4 or 2026; without it the last whole one')
    .option('--wait', 'waits until it was sent, or failed (exit 1)')
    .action(run);
  withServer(command.command('archive').description('what was sent: runs, or one run with its figures then and now'))
    .argument('[run]', 'number of a run')
    .option('--report <id>', 'only runs of this report')
    .option('--out <folder>', 'with a run: writes its files there')
    .option('--revised', 'with a run: only figures that changed since')
    .option('--format <format>', 'table, json or csv')
    .action((id: string | undefined, options: Options & { out?: string; revised?: boolean; report?: string }) =>
      id === undefined ? listArchive(connected(options), options) : showRun(connected(options), id, options),
    );
  withServer(
    command.command('verify').description('whether archived files, or files at hand, are what was sent; exit 1 if not'),
  )
    .argument('[files...]', 'files to look for in the archive; without them all of the archive is checked')
    .option('--report <id>', 'only files of this report')
    .action((files: readonly string[], options: ServerOptions & { report?: string }) =>
      files.length === 0 ? verifyArchive(connected(options), options.report) : verifyFiles(connected(options), files),
    );
}
