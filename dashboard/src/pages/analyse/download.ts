import { session } from '../../live/connection';
import type { Question } from './question';
import { questionParameters } from './question-address';
import type { Refusal } from './refusal';

/** Formats of files, the one that most readers open first. */
export const FILE_FORMATS = ['xlsx', 'csv', 'pdf', 'parquet', 'json'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** How a file is written, as the API's parameters name it; what is empty is the API's choice. */
export interface FileChoices {
  readonly form: 'people' | 'machine';
  readonly separator: 'comma' | 'semicolon' | 'tab';
  readonly decimal: 'point' | 'comma';
  readonly paper: 'a4' | 'a3';
  readonly orientation: 'landscape' | 'portrait';
}

export const FIRST_CHOICES: FileChoices = {
  form: 'people',
  separator: 'comma',
  decimal: 'point',
  paper: 'a4',
  orientation: 'landscape',
};

/** The address of a question's file. */
export function fileAddress(question: Question, format: FileFormat, choices: FileChoices, language: string): string {
  const parameters = questionParameters(question);
  parameters.set('format', format);
  parameters.set('language', language);
  const own: readonly (keyof FileChoices)[] =
    format === 'csv' ? ['form', 'separator', 'decimal'] : format === 'pdf' ? ['paper', 'orientation'] : [];
  for (const key of own) parameters.set(key, choices[key]);
  return `/api/v1/kpis?${parameters}`;
}

/** A whole file. */
interface Downloaded {
  readonly name: string;
  readonly blob: Blob;
}

/** Why there is no file, in words; a part of a file is never given. */
export class DownloadError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.words);
    this.name = 'DownloadError';
    this.refusal = refusal;
  }
}

/** The file's name as the server gives it, without folders. */
export function nameOf(disposition: string | null, fallback: string): string {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  const [, quoted] = /filename="([^"]*)"/i.exec(disposition ?? '') ?? [];
  let name = quoted ?? '';
  try {
    if (encoded !== undefined) name = decodeURIComponent(encoded);
  } catch {
    // A broken escape: the plain name is left.
  }
  const last = name.split(/[/\\]/).at(-1)?.trim() ?? '';
  return last === '' ? fallback : last;
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const body: unknown = await answer.json().catch(() => undefined);
  const { error, code, detail } = (body ?? {}) as {
    readonly error?: { readonly code?: string; readonly message?: string };
    readonly code?: string;
    readonly detail?: string;
  };
  return {
    code: error?.code ?? code ?? 'INTERNAL',
    words: error?.message ?? detail ?? `${answer.status} ${answer.statusText}`,
  };
}

async function request(address: string, signal: AbortSignal): Promise<Response> {
  await session.ensure();
  const answer = await fetch(address, { signal });
  if (answer.status !== 401) return answer;
  await session.renew();
  return fetch(address, { signal });
}

/**
 * Fetches a file; `signal` ends the request, and with it the work of the server. The file is held in memory until it is
 * whole: a table has at most 200,000 figures, some megabytes. Says how many bytes are there.
 * @throws DownloadError with the server's words; the signal's reason
 */
export async function download(
  address: string,
  fallbackName: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Downloaded> {
  const answer = await request(address, signal);
  if (!answer.ok) throw new DownloadError(await refusalOf(answer));
  const name = nameOf(answer.headers.get('content-disposition'), fallbackName);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // A connection that breaks off rejects here: a part of a file is thrown away.
  for (const reader = answer.body?.getReader(); reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.byteLength;
    onBytes(bytes);
  }
  return { name, blob: new Blob(parts, { type: answer.headers.get('content-type') ?? 'application/octet-stream' }) };
}

/** Gives a file to the reader's folder of downloads. */
export function keepFile({ name, blob }: Downloaded): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
