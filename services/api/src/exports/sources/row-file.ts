import type { Response } from 'express';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import type { Directory } from '#store/network/directory.js';
import type { LegClock } from '#store/visits/leg-page.js';
import { periodOfQuestion } from '../../kpi/answer-question.js';
import { readFilters, readPeriod } from '../../kpi/kpi-plan.js';
import type { ExportLane } from '../export-lane.js';
import { maxRowsOf, refuseTooManyColumns, refuseTooManyRows } from '../export-limits.js';
import { fileName } from '../file-name.js';
import { askedNotes, fileHash } from '../file-notes.js';
import type { FileOptions } from '../file-options.js';
import type { FileKind } from '../file-question.js';
import { sendFile } from '../send-file.js';
import { columnsOnPaper } from '../writers/pdf-paper.js';
import { ALERT_SOURCE } from './alert-source.js';
import { DESK_STATE_SOURCE } from './desk-state-source.js';
import { DIRECTIVE_SOURCE } from './directive-source.js';
import { legSource } from './leg-source.js';
import { QUALITY_SOURCE } from './quality-source.js';
import type { RowSource } from './row-source.js';
import { sourceTable } from './source-table.js';

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

function refuseFilters(
  { question }: FileAsking,
  { name, filters: known }: Pick<RowSource<never>, 'name' | 'filters'>,
): void {
  const unknown = question.where.find(({ key }) => !known.includes(key));
  if (unknown === undefined) return;
  throw new RequestError(
    'BAD_FILTER',
    `A file of ${name} cannot be filtered by "${unknown.key.slice(0, 40)}"; use one of ${known.join(', ')}.`,
  );
}

/** The rows of a store as a file: counted and refused first, then read by a cursor while they are sent. */
async function sendRows<Record>(asking: FileAsking, source: RowSource<Record>, lane: ExportLane): Promise<void> {
  const { question, options, viewer, visible, gone, now, response } = asking;
  if (source.needsPermission && !viewer.seesStaff)
    throw new RequestError(
      'FORBIDDEN',
      `A file of ${source.name} shows what single officers did, for which you have no permission. Ask for figures by desk ` +
        '(kpis with by=desk), or ask the administrator for a token that may see staff.',
    );
  refuseFilters(asking, source);
  if (options.format === 'pdf')
    refuseTooManyColumns(
      source.columns.filter(({ isDetail }) => isDetail !== true).length,
      columnsOnPaper(options.pdf),
    );
  const zone = visible.network.timeZone;
  const { from, to } = readPeriod(periodOfQuestion(question, now, zone), zone);
  const period = { from: from.text, to: to.text };
  const selection = { ...period, fromAt: from.at, toAt: to.at, filters: readFilters(question, visible) };
  await lane.run(viewer, gone, async (reading, end) => {
    const rows = source.open(reading);
    const rowCount = await rows.count(viewer.scope, selection, maxRowsOf(options.format));
    refuseTooManyRows(options.format, rowCount);
    const notes = askedNotes(
      {
        question,
        questionHash: fileHash(source.name, question),
        period,
        timeZone: zone,
        asOf: now,
        clock: source.clock,
      },
      options.language,
    );
    const table = sourceTable({
      title: source.title,
      columns: source.columns,
      records: rows.rows(viewer.scope, selection, rowCount),
      rowCount,
      notes,
      visible,
      language: options.language,
    });
    await sendFile(response, table, fileName(source.name, period, options.format), options, end);
  });
}

/** A file of anything but KPIs. @param asking with the clock by which legs are placed in the period */
export function rowFile(
  kind: Exclude<FileKind, 'kpis'>,
  asking: FileAsking & { readonly clock: LegClock },
  lane: ExportLane,
): Promise<void> {
  switch (kind) {
    case 'legs':
      return sendRows(asking, legSource(asking.clock), lane);
    case 'alerts':
      return sendRows(asking, ALERT_SOURCE, lane);
    case 'directives':
      return sendRows(asking, DIRECTIVE_SOURCE, lane);
    case 'quality':
      return sendRows(asking, QUALITY_SOURCE, lane);
    case 'desk-states':
      return sendRows(asking, DESK_STATE_SOURCE, lane);
  }
}
