import type { Database } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import type { FigureRecord, RevisionRecord, RunRecord } from './report-records.js';
import { RUN_COLUMNS } from './report-rows.js';

/** A figure of a run with its place in it. */
export interface KeptFigure extends FigureRecord {
  readonly figureNo: number;
  /** What is shown as the figure of today: the revised one, or the one that was sent. */
  readonly revisedValue: number | null;
  readonly isRevised: boolean;
}

/** What a figure is today. */
export interface NewValue {
  readonly figureNo: number;
  readonly value: number | null;
}

const FIGURE = `f.question_no AS "questionNo", f.row_key AS row, f.kpi, f.unit, f.value, f.n, f.d, f.figure_no AS
  "figureNo", f.revised_value AS "revisedValue"`;
/** Runs whose figures people may have: sent, or in the archive for anyone who looks there. */
const IS_KEPT = `r.state IN ('sent', 'skipped') AND r.as_of IS NOT NULL`;
const DAY_MS = 86_400_000;
/** Runs whose figures are compared with those of today: of the last 400 days. */
const COMPARED_DAYS = 400;

/** The archive of reports: runs with their figures, and what became of these figures since. */
export class ArchiveStore {
  constructor(readonly database: Database) {}

  /** Runs, newest first. @param before runs that were due before this run */
  async runs(subscriptionIds: readonly string[], first: number, before?: number): Promise<readonly RunRecord[]> {
    const { rows } = await this.database.query<RunRecord>(
      `SELECT ${RUN_COLUMNS} FROM mnara.report_run r WHERE r.subscription_id = ANY($1::uuid[])
         AND ($3::bigint IS NULL OR r.run_id < $3) ORDER BY r.run_id DESC LIMIT $2`,
      [subscriptionIds, first, before ?? null],
    );
    return rows;
  }

  async run(id: number): Promise<RunRecord | undefined> {
    const { rows } = await this.database.query<RunRecord>(
      `SELECT ${RUN_COLUMNS} FROM mnara.report_run r WHERE r.run_id = $1`,
      [id],
    );
    return rows[0];
  }

  /** The newest run of each subscription. */
  async newest(subscriptionIds: readonly string[]): Promise<readonly RunRecord[]> {
    const { rows } = await this.database.query<RunRecord>(
      `SELECT DISTINCT ON (r.subscription_id) ${RUN_COLUMNS} FROM mnara.report_run r
       WHERE r.subscription_id = ANY($1::uuid[]) ORDER BY r.subscription_id, r.due_at DESC, r.run_id DESC`,
      [subscriptionIds],
    );
    return rows;
  }

  /** The run that a link of a mail opens; undefined: there is none. */
  async ofLink(key: string): Promise<{ readonly run: RunRecord; readonly until: number } | undefined> {
    const { rows } = await this.database.query<RunRecord & { until: number }>(
      `SELECT ${RUN_COLUMNS}, ${momentSql('r.link_until')} AS until FROM mnara.report_run r WHERE r.link_key = $1`,
      [key],
    );
    const [row] = rows;
    return row === undefined ? undefined : { run: row, until: row.until };
  }

  /** The figures that were sent, in their order, with what they are today. */
  async figures(runId: number): Promise<readonly KeptFigure[]> {
    const { rows } = await this.database.query<KeptFigure>(
      `SELECT ${FIGURE}, f.revised_at IS NOT NULL AS "isRevised" FROM mnara.report_figure f
       WHERE f.run_id = $1 ORDER BY f.figure_no`,
      [runId],
    );
    return rows;
  }

  /** Figures of these runs that were revised since. */
  revisions(runIds: readonly number[], most: number): Promise<readonly RevisionRecord[]> {
    return this.#revisions('f.run_id = ANY($1::bigint[])', [runIds], most);
  }

  /** Revisions of a subscription's reports that no later report has named. */
  untold(subscriptionId: string, most: number): Promise<readonly RevisionRecord[]> {
    return this.#revisions('r.subscription_id = $1 AND f.told_in IS NULL', [subscriptionId], most);
  }

  async #revisions(condition: string, values: readonly unknown[], most: number): Promise<readonly RevisionRecord[]> {
    const { rows } = await this.database.query<RevisionRecord>(
      `SELECT ${FIGURE}, f.run_id AS "runId", r.period, ${momentSql('f.revised_at')} AS "revisedAt", f.told_in AS "toldIn"
       FROM mnara.report_figure f JOIN mnara.report_run r USING (run_id)
       WHERE f.revised_at IS NOT NULL AND ${IS_KEPT} AND ${condition}
       ORDER BY f.run_id DESC, f.figure_no LIMIT ${most}`,
      values,
    );
    return rows;
  }

  /** A run whose figures were not compared for the given time; it is marked as compared. */
  async toCompare(everyMs: number, now: number): Promise<RunRecord | undefined> {
    const { rows } = await this.database.query<RunRecord>(
      `UPDATE mnara.report_run r SET compared_at = $2
       WHERE r.run_id = (SELECT run_id FROM mnara.report_run r WHERE ${IS_KEPT} AND due_at > $3
         AND COALESCE(compared_at, finished_at, '-infinity') <= $1
         ORDER BY COALESCE(compared_at, '-infinity'), run_id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING ${RUN_COLUMNS}`,
      [new Date(now - everyMs), new Date(now), new Date(now - COMPARED_DAYS * DAY_MS)],
    );
    return rows[0];
  }

  /** Runs of a subscription that a new report may have to correct, newest first. */
  async kept(subscriptionId: string, most: number): Promise<readonly RunRecord[]> {
    const { rows } = await this.database.query<RunRecord>(
      `SELECT ${RUN_COLUMNS} FROM mnara.report_run r WHERE r.subscription_id = $1 AND ${IS_KEPT}
       ORDER BY r.due_at DESC LIMIT $2`,
      [subscriptionId, most],
    );
    return rows;
  }

  /**
   * Writes what became of figures. One that changes again is news again; one that is what was sent again is no revision
   * any more, unless a report has already named it.
   */
  async revise(runId: number, revised: readonly NewValue[], same: readonly number[], now: number): Promise<void> {
    await this.database.query(
      `UPDATE mnara.report_figure f SET revised_value = x.value, revised_at = $3, told_in = NULL
       FROM jsonb_to_recordset($2::jsonb) AS x("figureNo" int, value float8)
       WHERE f.run_id = $1 AND f.figure_no = x."figureNo"
         AND (f.revised_at IS NULL OR f.revised_value IS DISTINCT FROM x.value)`,
      [runId, JSON.stringify(revised), new Date(now)],
    );
    await this.database.query(
      `UPDATE mnara.report_figure SET revised_value = NULL, revised_at = NULL
       WHERE run_id = $1 AND figure_no = ANY($2::int[]) AND revised_at IS NOT NULL AND told_in IS NULL`,
      [runId, same],
    );
  }
}
