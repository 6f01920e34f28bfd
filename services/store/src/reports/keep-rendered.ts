import type { Transaction } from '#platform/postgres/database.js';
import type { Rendered, RenderedFile } from './report-records.js';

/** Figures that one statement writes. */
const MAX_ROWS = 5_000;

/**
 * Keeps files, figures and questions of a run whose lock the caller holds; what an earlier attempt left is replaced.
 * The run is ready then.
 */
export async function keepRendered(tx: Transaction, runId: number, rendered: Rendered, now: number): Promise<void> {
  const { title, letter, viewVersion, questions, figures, files, told, asOf } = rendered;
  await tx.query('DELETE FROM mnara.report_file WHERE run_id = $1', [runId]);
  await tx.query('DELETE FROM mnara.report_figure WHERE run_id = $1', [runId]);
  for (const file of files) await keepFile(tx, runId, file);
  for (let at = 0; at < figures.length; at += MAX_ROWS)
    await tx.query(
      `INSERT INTO mnara.report_figure (run_id, figure_no, question_no, row_key, kpi, unit, value, n, d)
       SELECT $1::bigint, $3::int + (x.place - 1)::int, x."questionNo", x.row, x.kpi, x.unit, x.value, x.n, x.d
       FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS ("questionNo" int, row text, kpi text, unit text, value float8,
         n float8, d float8)) WITH ORDINALITY AS x("questionNo", row, kpi, unit, value, n, d, place)`,
      [runId, JSON.stringify(figures.slice(at, at + MAX_ROWS)), at],
    );
  await tx.query(
    `UPDATE mnara.report_figure f SET told_in = $1 FROM jsonb_to_recordset($2::jsonb) AS x("runId" bigint,
       "figureNo" int) WHERE f.run_id = x."runId" AND f.figure_no = x."figureNo"`,
    [runId, JSON.stringify(told.map(({ runId: id, figureNo }) => ({ runId: id, figureNo })))],
  );
  await tx.query(
    `UPDATE mnara.report_run SET state = 'ready', reason = NULL, says = NULL, title = $2, letter = $3::jsonb,
       view_version = $4, questions = $5::jsonb, as_of = $6, next_at = $7 WHERE run_id = $1`,
    [
      ...[runId, title, JSON.stringify(letter), viewVersion],
      ...[JSON.stringify(questions), new Date(asOf), new Date(now)],
    ],
  );
}

async function keepFile(tx: Transaction, runId: number, file: RenderedFile): Promise<void> {
  await tx.query(
    `INSERT INTO mnara.report_file (run_id, format, name, media_type, sha256, bytes)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [runId, file.format, file.name, file.mediaType, file.sha256, file.bytes],
  );
}
