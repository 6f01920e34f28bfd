import { stat } from 'node:fs/promises';
import { isJson } from '#platform/text/is-json.js';
import { FileError } from '../../mapping/mapping-errors.js';
import type { MappingInput } from '../../mapping/mapping-schema.js';
import { recordCells } from '../../mapping/record-cells.js';
import { sourceText } from '../../mapping/source-text.js';
import type { FileRow } from './file-row.js';
import { checkColumns } from './header-search.js';

const RECORD_CHARS = 256 * 1024;
/** Records by which it is decided whether a column exists: the first ones may lack what others have. */
const SAMPLE_RECORDS = 1000;
/** A JSON document is held whole; NDJSON has no limit. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The rows of NDJSON: one object on each line. @throws FileError */
export async function* ndjsonRows(
  path: string,
  input: MappingInput,
  needed: readonly string[],
): AsyncGenerator<FileRow> {
  yield* withColumns(path, needed, recordsOfLines(path, input));
}

/** The rows of a JSON document that is an array of objects, or has one at `records`. @throws FileError */
export async function* jsonRows(path: string, input: MappingInput, needed: readonly string[]): AsyncGenerator<FileRow> {
  yield* withColumns(path, needed, recordsOfDocument(path, input));
}

/** @throws FileError when none of the first records has a column */
async function* withColumns(
  path: string,
  needed: readonly string[],
  rows: AsyncGenerator<FileRow>,
): AsyncGenerator<FileRow> {
  let held: FileRow[] | undefined = [];
  const present = new Set<string>();
  const check = (): void => {
    if (present.size > 0) checkColumns(path, needed, [...present]);
  };
  for await (const row of rows) {
    if (held === undefined) {
      yield row;
      continue;
    }
    held.push(row);
    if ('cells' in row) for (const column of row.cells.keys()) present.add(column);
    if (held.length < SAMPLE_RECORDS) continue;
    check();
    yield* held;
    held = undefined;
  }
  if (held === undefined) return;
  check();
  yield* held;
}

async function* recordsOfLines(path: string, input: MappingInput): AsyncGenerator<FileRow> {
  let line = 0;
  let isFirst = true;
  for await (const text of textLines(path, input.encoding)) {
    line += 1;
    if (isFirst && text?.trimStart().startsWith('[') === true && !isJson(text))
      throw new FileError(
        'unreadable',
        `The file ${path} is a JSON array, not one object on each line; set input.format: json in the mapping.`,
      );
    if (text === null)
      yield { line, fault: { code: 'too_large', reason: `The record has more than ${RECORD_CHARS} characters.` } };
    else if (text.trim() !== '') {
      isFirst = false;
      yield recordOf(text, line);
    }
  }
}

/** Lines of a text; `null` for one that is too long. */
async function* textLines(path: string, encoding: string): AsyncGenerator<string | null> {
  let held = '';
  let isTooLong = false;
  for await (const text of sourceText(path, encoding)) {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield isTooLong || held.length + piece.length > RECORD_CHARS ? null : held + piece;
      held = '';
      isTooLong = false;
    }
    isTooLong ||= held.length + last.length > RECORD_CHARS;
    held = isTooLong ? '' : held + last;
  }
  if (isTooLong) yield null;
  else if (held !== '') yield held;
}

async function* recordsOfDocument(path: string, { encoding, records }: MappingInput): AsyncGenerator<FileRow> {
  const { size } = await stat(path);
  if (size > MAX_JSON_BYTES)
    throw new FileError(
      'unreadable',
      `The file ${path} has ${size} bytes; a JSON document may have ${MAX_JSON_BYTES}. Write one object on each line ` +
        '(input.format: ndjson); such a file may have any size.',
    );
  let text = '';
  for await (const piece of sourceText(path, encoding)) text += piece;
  const list = listAt(parsed(path, text), records);
  if (!Array.isArray(list))
    throw new FileError(
      'unreadable',
      `The file ${path} has no array of records ${records === undefined ? 'at its top' : `at "${records}"`}; name ` +
        'the path to it in the mapping, such as input.records: data.items.',
    );
  for (const [index, record] of list.entries()) yield rowOf(record, index + 1, 'record');
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FileError('unreadable', `The file ${path} is not JSON (${messageOf(cause)}).`, { cause });
  }
}

function listAt(document: unknown, records: string | undefined): unknown {
  let found = document;
  for (const step of records?.split('.') ?? []) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

function recordOf(text: string, line: number): FileRow {
  try {
    return rowOf(JSON.parse(text), line, 'line');
  } catch (error) {
    return { line, fault: { code: 'bad_row', reason: `The line is not JSON (${messageOf(error)}).` } };
  }
}

function rowOf(record: unknown, line: number, kind: 'line' | 'record'): FileRow {
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { line, fault: { code: 'bad_row', reason: `The ${kind} is not a JSON object.` } };
  return { line, cells: recordCells(record) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
