import { type AnswerContext, answerQuestion, periodOfQuestion } from '../../kpi/answer-question.js';
import { planKpis } from '../../kpi/kpi-plan.js';
import { kpiSize } from '../../kpi/kpi-size.js';
import { kpiChart } from '../charts/kpi-chart.js';
import { refuseTooManyColumns, refuseTooManyRows } from '../export-limits.js';
import { fileName } from '../file-name.js';
import { sendFile } from '../send-file.js';
import { columnsOnPaper } from '../writers/pdf-paper.js';
import { kpiExportTable } from './kpi-table-source.js';
import type { FileAsking } from './row-file.js';

/** A page has fewer rows and columns than a table may have: known before anything is read. */
function refuseForPaper({ question, options, viewer, visible, now }: FileAsking): void {
  const { ids, by, where, split, exact, compare, withEmpty = true } = question;
  const period = periodOfQuestion(question, now, visible.network.timeZone);
  const size = kpiSize(planKpis({ ids, by, where, split, exact, withEmpty, ...period }, viewer, visible), visible);
  refuseTooManyRows('pdf', size.rows);
  const figures = ids.length * (compare === undefined ? 1 : 3);
  refuseTooManyColumns(by.length + (split === undefined ? 0 : 1) + figures, columnsOnPaper(options.pdf));
}

/** A file of KPIs: the figures that the same question has on a screen. */
export async function kpiFile(asking: FileAsking, context: AnswerContext): Promise<void> {
  const { question, options, viewer, visible, gone, response } = asking;
  const { format, language } = options;
  if (format === 'pdf') refuseForPaper(asking);
  const answer = await answerQuestion(question, viewer, context);
  const table = kpiExportTable(answer, visible, language);
  const chart = format === 'pdf' ? await kpiChart(answer, visible, language) : undefined;
  const name = fileName('kpis', answer.period, format);
  await sendFile(response, table, name, { ...options, ...(chart !== undefined && { chart }) }, gone);
}
