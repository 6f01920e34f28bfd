import { open } from 'node:fs/promises';
import { isJson } from '#platform/text/is-json.js';
import type { Mapping } from '../mapping/mapping-schema.js';

/** What the beginning of a file says of its form. */
export interface SourceForm {
  readonly format: Mapping['input']['format'];
  readonly encoding: string;
  /** The encoding is a guess. */
  readonly isEncodingUnsure: boolean;
  readonly delimiter: string | undefined;
}

const SAMPLE_BYTES = 256 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/** Reads the beginning of a file. @throws the error of the file system */
export async function sourceForm(path: string): Promise<SourceForm> {
  const bytes = await beginning(path);
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    const isOds = bytes.subarray(0, 200).toString('latin1').includes('opendocument.spreadsheet');
    return { format: isOds ? 'ods' : 'xlsx', encoding: 'utf-8', isEncodingUnsure: false, delimiter: undefined };
  }
  const { encoding, isEncodingUnsure } = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const first = text.trimStart()[0];
  if (first === '[' || first === '{') {
    const [line = '', next = ''] = text.trimStart().split('\n');
    // One object alone is a document when it has a list of objects inside.
    const isLines = first === '{' && isJson(line) && (next.trim() !== '' || !/\[\s*\{/.test(line));
    return { format: isLines ? 'ndjson' : 'json', encoding, isEncodingUnsure, delimiter: undefined };
  }
  const delimiter = delimiterOf(text);
  return delimiter === '\t'
    ? { format: 'tsv', encoding, isEncodingUnsure, delimiter: undefined }
    : { format: 'csv', encoding, isEncodingUnsure, delimiter };
}

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function encodingOf(bytes: Buffer): Pick<SourceForm, 'encoding' | 'isEncodingUnsure'> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', isEncodingUnsure: false };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', isEncodingUnsure: false };
  // The last character may be cut.
  if (isUtf8(bytes.subarray(0, Math.max(0, bytes.length - 4)))) return { encoding: 'utf-8', isEncodingUnsure: false };
  const high = bytes.filter((byte) => byte >= 0x80);
  const letters = high.filter((byte) => byte >= 0xc0).length;
  // Russian text consists of such letters; in western text they stand alone among others.
  const isCyrillic = letters > high.length * 0.9 && high.length > bytes.length * 0.1;
  return { encoding: isCyrillic ? 'windows-1251' : 'windows-1252', isEncodingUnsure: true };
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The delimiter that divides most of the first lines into the same number of cells, and into the most cells. */
function delimiterOf(text: string): string {
  const lines = text
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 50);
  const scores = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    const usual = mode(counts);
    return { delimiter, score: counts.filter((count) => count === usual).length * Math.min(usual, 20) };
  });
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

/** The most frequent number; 0 without any. */
export function mode(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
