import { existsSync } from 'node:fs';
import type { NetworkDescription } from '#config-files/network/network.js';
import { readNetworkFile } from '#config-files/network/read-network-file.js';
import { demoNetwork } from '#demo/demo-network.js';
import { loadDemoPeople } from '#demo/demo-people.js';
import type { Database } from '#platform/postgres/database.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { NetworkStore } from '#store/network/network-store.js';
import { DataFolderError } from './data-folder.js';

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
  // The demonstration's time zone is chosen once, at its first start.
  if (!isDemo || (await new NetworkStore(database).description()) !== undefined) return;
  const demo = demoNetwork(now);
  await apply(database, demo.network, demo.yamlText, now);
  await loadDemoPeople(database, demo.network, now);
}
