import type { Mapping } from '#edge-agent/mapping/mapping-schema.js';
import type { Preview, PreviewRow } from '#edge-agent/preview/preview.js';
import { type KnownNames, previewFile } from '#edge-agent/preview/preview-file.js';
import { SIGNS } from '#edge-agent/preview/signs.js';
import { CommandError, print, table, visible } from './output.js';
import type { ServerClient } from './server-client.js';

/** Rows of each file that an import looks at before it sends anything; --dry-run looks at all. */
const LOOKED_AT_ROWS = 20_000;

/** @throws CommandError 2 when a sign is not known */
export function acceptedSigns(list: string | undefined): ReadonlySet<string> {
  const codes = (list ?? '').split(',').filter((code) => code !== '');
  const unknown = codes.find((code) => !Object.hasOwn(SIGNS, code));
  if (unknown !== undefined)
    throw new CommandError(2, `--accept ${unknown} is not known; use ${Object.keys(SIGNS).join(', ')}.`);
  return new Set(codes);
}

/**
 * The names that a server knows, for the preview. Undefined while its database is unavailable: an import does not need
 * them, and waits for the database later.
 */
export async function namesOf(server: ServerClient): Promise<KnownNames | undefined> {
  try {
    const { centres, services } = await server.admin<{ centres: string[]; services: string[] }>('network/names', {});
    return { centres: new Set(centres), services: new Set(services) };
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

/** Looks at files without sending anything. @param isWhole false: only at the first rows of each */
export async function previews(
  files: readonly string[],
  mapping: Mapping,
  known: KnownNames | undefined,
  isWhole: boolean,
): Promise<readonly Preview[]> {
  const found: Preview[] = [];
  // The pseudonyms of a preview are not those of the import; nobody sees them.
  const secret = (): string => 'preview';
  const maxRows = isWhole ? undefined : LOOKED_AT_ROWS;
  for (const path of files) found.push(await previewFile({ path, mapping, secret, known, maxRows }));
  return found;
}

/** @throws CommandError 1 when a sign stops the import that was not accepted */
export function stopAtSigns(of: readonly Preview[], accepted: ReadonlySet<string>): void {
  const stopping = of.flatMap(({ path, signs }) =>
    signs.filter(({ code, stops }) => stops && !accepted.has(code)).map((sign) => ({ path, ...sign })),
  );
  if (stopping.length === 0) return;
  const lines = stopping.map(({ path, code, message }) => `  ${code}: ${message} (${path})`);
  const codes = [...new Set(stopping.map(({ code }) => code))].join(',');
  throw new CommandError(
    1,
    `Nothing was sent, because something looks wrong:\n${lines.join('\n')}\nCorrect the mapping (mnara import ` +
      `--dry-run shows how the rows are understood), or go on in spite of it with --accept ${codes}.`,
  );
}

const shownRow = ({ line, events, waitSeconds, withoutEvents }: PreviewRow): (string | number)[][] =>
  events.length === 0
    ? [[line, `no event: ${withoutEvents ?? ''}`, '', '', '', '', '']]
    : events.map(({ kind, local, utc, visit, service, desk }, index) => {
        const wait = index === 0 && waitSeconds !== undefined ? `${waitSeconds} s` : '';
        return [line, kind, local, utc, visit ?? '', [service, desk].filter(Boolean).join(' / '), wait];
      });

const section = (title: string, header: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  const shown = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? visible(cell) : cell)));
  if (rows.length > 0) print(`\n${visible(title)}\n${table(header, shown)}`);
};

/** Prints what a file says, for people. */
export function showPreview(preview: Preview): void {
  const { rowsRead, used, rejected, waits, isPartial } = preview;
  print(`${preview.path}${isPartial ? ' (the first rows)' : ''}`);
  print(`rows read ${rowsRead}, used ${used}, rejected ${rejected}`);
  const header = ['line', 'event', 'local', 'UTC', 'visit', 'service / desk', 'wait'];
  section('the first rows', header, preview.firstRows.flatMap(shownRow));
  section(
    'rows by rule',
    ['rule', 'rows'],
    preview.rowsByRule.map((rows, index) => [`rows[${index}]`, rows]),
  );
  section('rows without an event, by reason', ['reason', 'rows'], Object.entries(preview.skippedByReason));
  section('rows with a defect, still used', ['defect', 'rows'], Object.entries(preview.defects));
  section(
    'rejected rows',
    ['code', 'rows', 'first line', 'reason'],
    preview.rejectReasons.map(({ code, rows, line, reason }) => [code, rows, line, reason]),
  );
  if (waits !== undefined)
    print(
      `\nwaits of ${waits.visits} visits: median ${waits.median} s, 90 % within ${waits.p90} s, longest ${waits.max} ` +
        `s, negative ${waits.negative}`,
    );
  section(
    'visits issued, by local hour',
    ['hour', 'visits'],
    preview.issuedByHour.flatMap((visits, hour) => (visits === 0 ? [] : [[hour, visits]])),
  );
  for (const { column, values } of preview.unlisted)
    section(
      `contents of "${column}" that the map does not list`,
      ['content', 'rows'],
      values.map(({ content, rows }) => [content, rows]),
    );
  if (preview.unusedColumns.length > 0)
    print(`\ncolumns that are not used: ${visible(preview.unusedColumns.join(', '))}`);
  section(
    'signs that something is wrong',
    ['sign', '', 'import'],
    preview.signs.map(({ code, message, stops }) => [code, message, stops ? 'stops' : 'goes on']),
  );
}
