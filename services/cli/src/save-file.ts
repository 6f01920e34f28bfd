import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { request } from 'undici';
import { CommandError } from './output.js';

/** Where a file comes from. */
export interface FileAddress {
  readonly url: string;
  readonly token: string;
}

/** What was saved. */
export interface SavedFile {
  /** As the server counted them; undefined where it does not say. */
  readonly rows: string | undefined;
  readonly rowsSha256: string | undefined;
  readonly bytes: number;
}

/** Told now and then while a file arrives. */
export type OnProgress = (bytes: number, rows: string | undefined) => void;

/** A server that is busy or broken may answer later; whatever else it refuses, the call has to be changed. */
const MAY_SUCCEED_LATER: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const PROGRESS_MS = 1_000;

async function refused(url: string, status: number, body: Readable): Promise<CommandError> {
  let text = '';
  for await (const chunk of body) if (text.length < 10_000) text += String(chunk);
  let detail: unknown;
  try {
    detail = (JSON.parse(text) as { detail?: unknown }).detail;
  } catch {
    // Not an answer of this server: a proxy, or another version.
  }
  const message = typeof detail === 'string' ? detail : `Mnara at ${url} answered ${status}: ${text.slice(0, 300)}`;
  return new CommandError(MAY_SUCCEED_LATER.has(status) || typeof detail !== 'string' ? 3 : 2, message);
}

/** Refuses a place where no file can be, before the server works. */
async function refusePlace(out: string): Promise<void> {
  const folder = await stat(dirname(out)).catch(() => undefined);
  if (folder === undefined || !folder.isDirectory())
    throw new CommandError(2, `The folder of --out ${out} does not exist; make it, or give another path.`);
  if ((await stat(out).catch(() => undefined))?.isDirectory())
    throw new CommandError(2, `--out ${out} is a folder; give the path of a file in it.`);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What went wrong with the disk, in words. */
function writingFailure(out: string, bytes: number, cause: unknown): CommandError {
  const code = codeOf(cause);
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `The disk of ${out} is full; ${bytes} bytes had arrived. Free some space, or give another --out.`
      : `${out} cannot be written (${code || String(cause)}); check the path and its rights.`;
  return new CommandError(3, `${why} Nothing was left behind.`, { cause });
}

class WriteError extends Error {}

async function receive(body: Readable, file: FileHandle, progress: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await file.writeFile(chunk).catch((cause: unknown) => {
      throw new WriteError('write', { cause });
    });
    bytes += chunk.length;
    progress(bytes);
  }
  return `sha-256=:${hash.digest('base64')}:`;
}

/**
 * Saves what a server answers to a path: to a file beside it, which takes its name when all has arrived, is on the disk
 * and has the hash that the server says. Otherwise nothing is left.
 * @throws CommandError 2 when the server refuses, 3 when it cannot be reached, breaks off, or the disk is full
 */
export async function saveFile(
  { url, token }: FileAddress,
  path: string,
  out: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<SavedFile> {
  await refusePlace(out);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await request(`${url}${path}`, { headers, signal, headersTimeout: 0 }).catch((cause: unknown) => {
    throw new CommandError(3, `Mnara at ${url} does not answer; check whether it runs (mnara doctor).`, { cause });
  });
  if (answer.statusCode !== 200) throw await refused(url, answer.statusCode, answer.body);
  const rows = answer.headers['mnara-rows']?.toString();
  const part = `${out}.part-${process.pid}`;
  let bytes = 0;
  let toldAt = performance.now();
  const progress = (now: number): void => {
    bytes = now;
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    onProgress(bytes, rows);
  };
  const file = await open(part, 'wx').catch((cause: unknown) => {
    throw writingFailure(out, 0, cause);
  });
  try {
    const digest = await receive(answer.body, file, progress);
    await file.sync().catch((cause: unknown) => {
      throw new WriteError('sync', { cause });
    });
    const said = answer.trailers['content-digest'];
    if (said !== undefined && said !== digest) throw new Error(`the hash is ${digest}, and the server says ${said}`);
    await file.close();
    await rename(part, out);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    if (error instanceof WriteError) throw writingFailure(out, bytes, error.cause);
    if (signal.aborted) throw new CommandError(3, 'Stopped; no file was written.', { cause: error });
    throw new CommandError(
      3,
      `The connection broke off after ${bytes} bytes, or the file is not what was sent; no file was written. Try ` +
        'again; if it happens again, ask for a shorter period.',
      { cause: error },
    );
  }
  return { rows, rowsSha256: answer.trailers['mnara-rows-sha256'], bytes };
}
