import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readNetworkFile } from '#config-files/network/read-network-file.js';
import { runningServer } from '#local/data-folder.js';
import { environment } from '#local/environment.js';
import type { NetworkCounts } from '#store/network/apply-network.js';
import { CommandError, print, printStatus } from './output.js';
import { connect, dataFolder } from './server-client.js';

async function read(file: string): Promise<Extract<Awaited<ReturnType<typeof readNetworkFile>>, { ok: true }>> {
  const found = await readNetworkFile(file);
  if (found.ok) return found;
  for (const fault of found.faults) printStatus(fault);
  throw new CommandError(
    1,
    `${found.faults.length} fault${found.faults.length === 1 ? '' : 's'} in ${file}; nothing was changed.`,
  );
}

const describeCounts = (counts: NetworkCounts): string =>
  `${counts.regions} regions, ${counts.centres} centres, ${counts.desks} desks, ${counts.agencies} agencies, ` +
  `${counts.services} services`;

async function applyOffline(folder: string, file: Awaited<ReturnType<typeof read>>): Promise<NetworkCounts> {
  printStatus(
    existsSync(join(folder, 'db'))
      ? `No server runs on ${folder}; working on its database directly.`
      : `Creating a database in ${folder} ...`,
  );
  const [{ openDatabase }, { migrate }, { startEmbeddedPostgres }, { applyNetwork }] = await Promise.all([
    import('#platform/postgres/database.js'),
    import('#platform/postgres/migrate.js'),
    import('#local/embedded/embedded-postgres.js'),
    import('#store/network/apply-network.js'),
  ]);
  const postgres = await startEmbeddedPostgres(folder);
  const database = openDatabase(postgres.url, { connections: 2 });
  try {
    await migrate(postgres.url);
    const result = await applyNetwork(database, file.network, file.yamlText, Date.now());
    if (!result.ok) throw new CommandError(1, result.faults.join('\n'));
    return result.counts;
  } finally {
    await database.close();
    await postgres.stop();
  }
}

/** `mnara network check|apply`. */
export function networkCommand(network: Command): void {
  network
    .command('check')
    .argument('<file>', 'YAML file')
    .description('lists every fault with its line and how to fix it; exit 1 when there is one')
    .action(async (file: string) => {
      const { network: found } = await read(file);
      const desks = found.centres.reduce((sum, centre) => sum + centre.desks.length, 0);
      const counts = {
        regions: found.regions.length,
        centres: found.centres.length,
        desks,
        agencies: found.agencies.length,
        services: found.services.length,
      };
      print(`${file} is valid: ${describeCounts(counts)}`);
    });
  network
    .command('apply')
    .argument('<file>', 'YAML file')
    .option('--data <folder>', 'data folder')
    .description('loads the file, either completely or not at all')
    .action(async (file: string, options: { data?: string }) => {
      const found = await read(file);
      const folder = dataFolder(options.data, environment.data);
      const counts =
        runningServer(folder) === undefined
          ? await applyOffline(folder, found)
          : await connect({}, folder).admin<NetworkCounts>('network', { yaml: found.yamlText });
      print(`applied: ${describeCounts(counts)}`);
    });
}
