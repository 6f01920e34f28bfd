import { readFile } from 'node:fs/promises';
import { NETWORK_LIMITS, type NetworkDescription } from '#contracts/network/network.js';
import { parseNetwork } from '#contracts/network/parse-network.js';

/** A description that may be applied, or what is wrong with the file: one line for each fault, `FILE:LINE:COLUMN MESSAGE`. */
export type NetworkFile =
  | { readonly ok: true; readonly network: NetworkDescription; readonly yamlText: string }
  | { readonly ok: false; readonly faults: readonly string[] };

const sayUnreadable = (path: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `${path}: there is no such file; check the path.`;
  if (code === 'EISDIR') return `${path}: this is a folder; name the YAML file in it.`;
  if (code === 'EACCES') return `${path}: this user may not read the file; change its mode or its owner.`;
  return `${path}: the file cannot be read (${error instanceof Error ? error.message : String(error)}).`;
};

/** Reads and checks the description of a network. Expected faults come back as text; nothing is thrown for them. */
export async function readNetworkFile(path: string): Promise<NetworkFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { ok: false, faults: [sayUnreadable(path, error)] };
  }
  if (bytes.byteLength > NETWORK_LIMITS.fileBytes) {
    const fault = `${path}: the file has ${bytes.byteLength} bytes; write at most ${NETWORK_LIMITS.fileBytes}.`;
    return { ok: false, faults: [fault] };
  }
  let yamlText: string;
  try {
    yamlText = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, faults: [`${path}: the file is not UTF-8; save it as UTF-8.`] };
  }
  const parsed = parseNetwork(yamlText);
  if (parsed.ok) return { ok: true, network: parsed.network, yamlText };
  return { ok: false, faults: parsed.faults.map((fault) => `${path}:${fault.line}:${fault.column} ${fault.message}`) };
}
