import { existsSync } from 'node:fs';
import type { NetworkDescription } from '#config-files/network/network.js';
import { readNetworkFile } from '#config-files/network/read-network-file.js';
import { demoNetwork } from '#demo/demo-network.js';
import { loadDemoPeople } from '#demo/demo-people.js';
import { keepDemoReport } from '#demo/demo-report.js';
import type { Database } from '#platform/postgres/database.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { NetworkStore } from '#store/network/network-store.js';
import { DataFolderError } from './data-folder.js';
import { environment } from './environment.js';

/** Where the network's description comes from: a file, the demonstration, or the database. */
export interface NetworkSource {
  readonly file: string | undefined;
  readonly isDemo: boolean;
}

async function apply(database: Database, network: NetworkDescription, yamlText: string, now: number): Promise<void> {
  const result = await applyNetwork(database, network, yamlText, now);
  if (!result.ok) throw new DataFolderError(result.faults.join('\n'));
}

/** Loads the network; call it before the server listens. @throws DataFolderError with every fault of the file */
export async function loadNetwork(database: Database, { file, isDemo }: NetworkSource, now: number): Promise<void> {
  if (file !== undefined) {
    if (!existsSync(file))
      throw new DataFolderError(`${file}: the file does not exist; check the path given with --network.`);
    const read = await readNetworkFile(file);
    if (!read.ok) throw new DataFolderError(read.faults.join('\n'));
    await apply(database, read.network, read.yamlText, now);
    return;
  }
  if (isDemo) await loadDemo(database, now);
}

/** The demonstration: its network, its people, and its weekly report. */
async function loadDemo(database: Database, now: number): Promise<void> {
  // The time zone is chosen once, at the first start.
  if ((await new NetworkStore(database).description()) === undefined) {
    const demo = demoNetwork(now);
    await apply(database, demo.network, demo.yamlText, now);
    await loadDemoPeople(database, demo.network, now);
  }
  await keepDemoReport(database, environment.mailAddress, now);
}
