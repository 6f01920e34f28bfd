import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import { type Format, formatOf, print, table } from './output.js';
import { connect, dataFolder, type ServerClient, type ServerOptions } from './server-client.js';

interface LiveOptions extends ServerOptions {
  readonly region?: string;
  readonly centre?: string;
  readonly watch?: boolean;
  readonly format?: string;
}

interface LiveAnswer {
  readonly scopeFigures: Record<string, number | null> & { asOf: number; longestWaitSince: number | null };
  readonly statuses: readonly {
    centreId: string;
    dataAsOf: number | null;
    freshness: string;
    severity: string;
    waitingNow: number;
    longestWaitSince: number | null;
    servingNow: number;
    desksOpen: number;
    staffLoggedIn: number;
  }[];
}

const QUERY = `query Live($scope: ScopeInput) {
  scopeFigures(scope: $scope) { asOf waitingNow longestWaitSince meanWaitingSince servingNow desksOpen staffLoggedIn centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday }
  statuses(scope: $scope) {
    centreId dataAsOf freshness severity waitingNow longestWaitSince servingNow desksOpen staffLoggedIn
  } }`;

const age = (since: number | null, now: number): number | null =>
  since === null ? null : Math.max(0, Math.round((now - since) / 1000));

/** The figures of a scope, with the names of the KPI catalogue. */
const figuresOf = (figures: LiveAnswer['scopeFigures'], now: number) => ({
  as_of: new Date(figures.asOf).toISOString(),
  age_seconds: age(figures.asOf, now),
  waiting_now: figures['waitingNow'],
  longest_wait_now: age(figures.longestWaitSince, now),
  mean_wait_of_waiting: age(figures['meanWaitingSince'] ?? null, now),
  serving_now: figures['servingNow'],
  desks_open: figures['desksOpen'],
  staff_logged_in: figures['staffLoggedIn'],
  centres_open: figures['centresOpen'],
  centres_total: figures['centresTotal'],
  agents_silent: figures['agentsSilent'],
  agents_total: figures['agentsTotal'],
  upstream_down: figures['upstreamDown'],
  served_this_hour: figures['servedThisHour'],
  served_today: figures['servedToday'],
});

async function show(server: ServerClient, scope: Record<string, string>, format: Format): Promise<void> {
  const answer = await server.graphql<LiveAnswer>(QUERY, { scope });
  const now = Date.now();
  const { scopeFigures: figures, statuses } = answer;
  const live = figuresOf(figures, now);
  const centres = statuses.map((status) => ({
    centre: status.centreId,
    severity: status.severity,
    waiting_now: status.waitingNow,
    longest_wait_now: age(status.longestWaitSince, now),
    serving_now: status.servingNow,
    desks_open: status.desksOpen,
    staff_logged_in: status.staffLoggedIn,
    data_age_seconds: age(status.dataAsOf, now),
    freshness: status.freshness,
    is_silent: status.freshness === 'silent',
  }));
  if (format === 'json') {
    print(JSON.stringify({ ...live, centres }));
    return;
  }
  print(table(['figure', 'value'], Object.entries(live)));
  print('');
  print(
    table(
      ['centre', 'severity', 'waiting', 'longest wait s', 'serving', 'desks open', 'staff', 'data age s'],
      centres.map((one) => [
        one.centre,
        one.severity,
        one.waiting_now,
        one.longest_wait_now,
        one.serving_now,
        one.desks_open,
        one.staff_logged_in,
        one.freshness === 'fresh' ? one.data_age_seconds : one.freshness,
      ]),
    ),
  );
}

/** `mnara live`. */
export function liveCommand(command: Command): void {
  command
    .option('--region <id>')
    .option('--centre <id>')
    .option('--watch', 'repeats every two seconds until stopped')
    .option('--format <format>', 'table or json')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .action(async (options: LiveOptions) => {
      const format = formatOf(options.format);
      const server = connect(options, dataFolder(options.data, environment.data));
      const scope = {
        ...(options.region === undefined ? {} : { regionId: options.region }),
        ...(options.centre === undefined ? {} : { centreId: options.centre }),
      };
      for (;;) {
        if (options.watch && process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
        await show(server, scope, format);
        if (options.watch !== true) return;
        await sleep(2000);
      }
    });
}
