import type { Database } from '#platform/postgres/database.js';
import { type AnswerContext, type AnsweredTable, answerQuestion, periodOfQuestion } from '../../kpi/answer-question.js';
import { planKpis, requestOf } from '../../kpi/kpi-plan.js';
import { kpiSize } from '../../kpi/kpi-size.js';
import { kpiChart } from '../charts/kpi-chart.js';
import type { ExportLane } from '../export-lane.js';
import { refuseTooManyColumns, refuseTooManyRows } from '../export-limits.js';
import { fileName } from '../file-name.js';
import { makeFile } from '../make-file.js';
import { sendFile } from '../send-file.js';
import { columnsOnPaper } from '../writers/pdf-paper.js';
import { coverageNotes } from './coverage-notes.js';
import { kpiExportTable } from './kpi-table-source.js';
import type { FileAsking } from './row-file.js';

/** What a question is answered with; when its turn ends is decided here. */
interface FileContext extends Omit<AnswerContext, 'answered'> {
  /** Says which data has arrived. */
  readonly database: Database;
}

/** A page has fewer rows and columns than a table may have: known before anything is read. */
function refuseForPaper({ question, options, viewer, visible, now }: FileAsking): void {
  const { ids, by, split, compare } = question;
  const period = periodOfQuestion(question, now, visible.network.timeZone);
  const size = kpiSize(planKpis(requestOf(question, period), viewer, visible), visible);
  refuseTooManyRows('pdf', size.rows);
  const figures = ids.length * (compare === undefined ? 1 : 3);
  refuseTooManyColumns(by.length + (split === undefined ? 0 : 1) + figures, columnsOnPaper(options.pdf));
}

/**
 * A file of KPIs: the figures that the same question has on a screen. The turn of the question ends when it is
 * answered: a client that takes its file slowly holds up no question.
 */
export function kpiFile(asking: FileAsking, context: FileContext, lane: ExportLane): Promise<void> {
  if (asking.options.format === 'pdf') refuseForPaper(asking);
  return lane.table(asking.viewer, asking.gone, () => sendTable(asking, context));
}

async function answer({ question, viewer }: FileAsking, context: FileContext): Promise<AnsweredTable> {
  const made = Promise.withResolvers<void>();
  try {
    return await answerQuestion(question, viewer, { ...context, answered: made.promise });
  } finally {
    made.resolve();
  }
}

async function sendTable(asking: FileAsking, context: FileContext): Promise<void> {
  const { options, visible, gone, response } = asking;
  const { format, language } = options;
  const answered = await answer(asking, context);
  const coverage = await coverageNotes(context.database, asking, answered.period);
  const figures = kpiExportTable(answered, visible, language);
  const table = { ...figures, notes: [...figures.notes, ...coverage] };
  const chart = format === 'pdf' ? await kpiChart(answered, visible, language) : undefined;
  const name = fileName('kpis', answered.period, format);
  const written = { ...options, ...(chart !== undefined && { chart }) };
  await sendFile(response, { ...table, bytes: makeFile(table, written) }, name, written, gone);
}
