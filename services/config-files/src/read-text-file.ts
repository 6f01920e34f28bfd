import { readFile } from 'node:fs/promises';

/** The text of a file, or one line that says why it cannot be read and how to fix it. */
export type TextFile = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: string };

const describeUnreadable = (path: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `${path}: the file does not exist; check the path.`;
  if (code === 'EISDIR') return `${path}: this is a folder; give the path of the YAML file in it.`;
  if (code === 'EACCES') return `${path}: this user may not read the file; change its mode or its owner.`;
  return `${path}: the file cannot be read (${error instanceof Error ? error.message : String(error)}).`;
};

/** Reads a file that people wrote. Expected faults are returned as text, not thrown. */
export async function readTextFile(path: string, maxBytes: number): Promise<TextFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { ok: false, fault: describeUnreadable(path, error) };
  }
  if (bytes.byteLength > maxBytes)
    return { ok: false, fault: `${path}: the file has ${bytes.byteLength} bytes; the maximum is ${maxBytes}.` };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, fault: `${path}: the file is not UTF-8; save it as UTF-8.` };
  }
}
