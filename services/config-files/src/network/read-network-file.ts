import { readTextFile } from '../read-text-file.js';
import { NETWORK_LIMITS, type NetworkDescription } from './network.js';
import { parseNetwork } from './parse-network.js';

/** A description that may be applied, or the faults of the file: one line for each, `FILE:LINE:COLUMN MESSAGE`. */
export type NetworkFile =
  | { readonly ok: true; readonly network: NetworkDescription; readonly yamlText: string }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads and checks the description of a network. Expected faults are returned as text, not thrown. */
export async function readNetworkFile(path: string): Promise<NetworkFile> {
  const file = await readTextFile(path, NETWORK_LIMITS.fileBytes);
  if (!file.ok) return { ok: false, faults: [file.fault] };
  const parsed = parseNetwork(file.text);
  if (parsed.ok) return { ok: true, network: parsed.network, yamlText: file.text };
  return { ok: false, faults: parsed.faults.map((fault) => `${path}:${fault.line}:${fault.column} ${fault.message}`) };
}
