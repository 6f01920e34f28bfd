import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Command } from 'commander';
import type { OutboxOnDisk, Verification } from '#administration/verification/verification.js';
import { agentsHome, runningServer } from '#local/data-folder.js';
import { environment } from '#local/environment.js';
import { CommandError, formatOf, print, table } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

const META = (name: string): string => `(SELECT value FROM meta WHERE name = '${name}')`;

/** Every outbox under the agents' folder, by outbox id, read from the outboxes themselves. */
export function outboxesIn(home: string): Record<string, OutboxOnDisk> {
  const agents = join(home, 'agents');
  const found: Record<string, OutboxOnDisk> = {};
  for (const name of existsSync(agents) ? readdirSync(agents) : []) {
    const path = join(agents, name, 'outbox.db');
    if (!existsSync(path)) continue;
    const outbox = new DatabaseSync(path, { readOnly: true });
    try {
      const row = outbox
        .prepare(
          `SELECT ${META('outbox_id')} AS id, ${META('last_seq')} AS recorded, ${META('acked_seq')} AS acked,
             (SELECT max(seq) FROM event) AS newest`,
        )
        .get();
      if (typeof row?.['id'] !== 'string') continue;
      const held = Math.max(Number(row['newest'] ?? 0), Number(row['acked'] ?? 0));
      found[row['id']] = { recorded: Number(row['recorded'] ?? 0), held };
    } finally {
      outbox.close();
    }
  }
  return found;
}

async function verifyOffline(folder: string, recompute: boolean): Promise<Verification> {
  if (!existsSync(join(folder, 'db'))) throw new CommandError(3, `There is no Mnara in ${folder}; check --data.`);
  const [{ openDatabase }, { startEmbeddedPostgres }, { verify }] = await Promise.all([
    import('#platform/postgres/database.js'),
    import('#local/embedded/embedded-postgres.js'),
    import('#administration/verification/verification.js'),
  ]);
  const postgres = await startEmbeddedPostgres(folder);
  const database = openDatabase(postgres.url, { connections: 1 });
  try {
    return await verify(database, recompute, new Map(Object.entries(outboxesIn(folder))));
  } finally {
    await database.close();
    await postgres.stop();
  }
}

function show({ ok, agents, deadLetters, recomputation, coarse }: Verification): void {
  const header = ['agent', 'recorded', 'applied', 'duplicates', 'dead letters', 'lost', 'in flight', 'reconciled'];
  print(
    table(
      header,
      agents.map((agent) => [
        agent.agentId,
        agent.recorded,
        agent.applied,
        agent.duplicates,
        agent.deadLetters,
        agent.lost,
        agent.inFlight,
        agent.balanced ? 'yes' : 'NO',
      ]),
    ),
  );
  print(`dead letters: ${deadLetters.counted} counted, ${deadLetters.stored} stored`);
  if (recomputation !== undefined) {
    print(
      `recomputed ${recomputation.legs} legs, compared ${recomputation.rows} rollup rows: ` +
        `${recomputation.differences} differences`,
    );
    for (const one of recomputation.examples)
      print(`  ${one.family} ${one.key} ${one.column}: stored ${one.stored}, recomputed ${one.recomputed}`);
  }
  if (coarse !== undefined) {
    print(`compared ${coarse.spans} days and months of sums with the rollups: ${coarse.differences} rows differ`);
    for (const one of coarse.examples) print(`  ${one}`);
  }
  print(ok ? 'verified' : 'NOT verified');
}

/** `mnara verify`. */
export function verifyCommand(command: Command): void {
  command
    .option('--recompute', 'also recomputes the rollups from legs and compares them')
    .option('--format <format>', 'table or json')
    .option('--data <folder>', 'data folder; works with or without a running server')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .action(async (options: ServerOptions & { recompute?: boolean; format?: string }) => {
      const folder = dataFolder(options.data, environment.data);
      const recompute = options.recompute === true;
      const isOnline = options.url !== undefined || runningServer(folder) !== undefined;
      const result = isOnline
        ? await connect(options, folder).admin<Verification>('verify', {
            recompute,
            outboxes: outboxesIn(agentsHome(folder)),
          })
        : await verifyOffline(folder, recompute);
      if (formatOf(options.format) === 'json') print(JSON.stringify(result, null, 2));
      else show(result);
      if (!result.ok) process.exitCode = 1;
    });
}
