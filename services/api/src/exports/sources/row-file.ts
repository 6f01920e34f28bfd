import type { Response } from 'express';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import type { Directory } from '#store/network/directory.js';
import type { LegClock } from '#store/visits/leg-record.js';
import { periodOfQuestion } from '../../kpi/answer-question.js';
import { readFilters, readPeriod } from '../../kpi/kpi-plan.js';
import type { ExportLane } from '../export-lane.js';
import { maxRowsOf, refuseTooManyColumns, refuseTooManyRows } from '../export-limits.js';
import { fileName } from '../file-name.js';
import { askedNotes, fileHash } from '../file-notes.js';
import type { FileOptions } from '../file-options.js';
import { begun, sendFile } from '../send-file.js';
import { ThreadedFile } from '../thread/threaded-file.js';
import { columnsOnPaper } from '../writers/pdf-paper.js';
import type { RowSource } from './row-source.js';
import { type RowKind, withRowSource } from './row-sources.js';
import { nameLists } from './source-table.js';

/** A request for a file. */
export interface FileAsking {
  readonly question: KpiQuestion;
  readonly options: FileOptions;
  readonly viewer: Viewer;
  readonly visible: Directory;
  /** Aborted when the client has left. */
  readonly gone: AbortSignal;
  /** Unix milliseconds. */
  readonly now: number;
  readonly response: Response;
}

/** A request for a file that is read row by row. */
interface RowAsking extends FileAsking {
  readonly kind: RowKind;
  /** By which legs are placed in the period. */
  readonly clock: LegClock;
}

type Asked = Pick<RowSource<never>, 'name' | 'filters' | 'needsPermission'>;

/** @throws RequestError FORBIDDEN, BAD_FILTER, or TOO_MUCH where the page is too narrow */
function refuse(
  { question, options, viewer }: FileAsking,
  { name, filters: known, needsPermission }: Asked,
  columns: readonly { readonly isDetail?: boolean }[],
): void {
  if (needsPermission && !viewer.seesStaff)
    throw new RequestError(
      'FORBIDDEN',
      `A file of ${name} shows what single officers did, for which you have no permission. Ask for figures by desk ` +
        '(kpis with by=desk), or ask the administrator for a token that may see staff.',
    );
  const unknown = question.where.find(({ key }) => !known.includes(key));
  if (unknown !== undefined)
    throw new RequestError(
      'BAD_FILTER',
      `A file of ${name} cannot be filtered by "${unknown.key.slice(0, 40)}"; use one of ${known.join(', ')}.`,
    );
  if (options.format === 'pdf')
    refuseTooManyColumns(columns.filter(({ isDetail }) => isDetail !== true).length, columnsOnPaper(options.pdf));
}

/** The rows of a store as a file: counted and refused first, then read by a cursor while they are sent. */
async function sendRows<Record extends object>(
  { kind, clock, ...asking }: RowAsking,
  source: RowSource<Record>,
  lane: ExportLane,
): Promise<void> {
  const { question, options, viewer, visible, gone, now, response } = asking;
  refuse(asking, source, source.columns);
  const zone = visible.network.timeZone;
  const { from, to } = readPeriod(periodOfQuestion(question, now, zone), zone);
  const period = { from: from.text, to: to.text };
  const selection = { ...period, fromAt: from.at, toAt: to.at, filters: readFilters(question, visible) };
  const questionHash = fileHash(source.name, question);
  const notes = askedNotes(
    { question, questionHash, period, timeZone: zone, asOf: now, clock: source.clock },
    options.language,
  );
  const names = nameLists(visible, options.language);
  await lane.run(viewer, gone, async (reading, end) => {
    const stored = source.open(reading);
    const rowCount = await stored.count(viewer.scope, selection, maxRowsOf(options.format));
    refuseTooManyRows(options.format, rowCount);
    const rows = await begun(stored.rows(viewer.scope, selection, rowCount));
    const file = new ThreadedFile({ kind, clock, options, rowCount, notes, names, timeZone: zone }, rows);
    await sendFile(response, file, fileName(source.name, period, options.format), options, end);
  });
}

/** A file of anything but KPIs. */
export const rowFile = (asking: RowAsking, lane: ExportLane): Promise<void> =>
  withRowSource(asking.kind, asking.clock, (source) => sendRows(asking, source, lane));
