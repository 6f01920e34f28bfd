import type { Database } from '#platform/postgres/database.js';

/** A file of the archive without its bytes. */
export interface ReportFileRecord {
  readonly fileId: number;
  readonly runId: number;
  readonly format: string;
  readonly name: string;
  readonly mediaType: string;
  /** Of the bytes, 64 hex digits, as they were written when the report was made. */
  readonly sha256: string;
  readonly size: number;
}

const COLUMNS = `file_id AS "fileId", run_id AS "runId", format, name, media_type AS "mediaType", sha256,
  length(bytes) AS size`;

/**
 * The archive of reports: what was sent, byte for byte. It grows by what is rendered (a weekly report of a country has
 * about 200 kB), and nothing deletes it.
 */
export class ReportFileStore {
  constructor(readonly database: Pick<Database, 'query'>) {}

  /** The bytes; undefined: there is no such file. */
  async read(fileId: number): Promise<Buffer | undefined> {
    const { rows } = await this.database.query<{ bytes: Buffer }>(
      'SELECT bytes FROM mnara.report_file WHERE file_id = $1',
      [fileId],
    );
    return rows[0]?.bytes;
  }

  async find(fileId: number): Promise<ReportFileRecord | undefined> {
    const { rows } = await this.database.query<ReportFileRecord>(
      `SELECT ${COLUMNS} FROM mnara.report_file WHERE file_id = $1`,
      [fileId],
    );
    return rows[0];
  }

  async list(runIds: readonly number[]): Promise<readonly ReportFileRecord[]> {
    const { rows } = await this.database.query<ReportFileRecord>(
      `SELECT ${COLUMNS} FROM mnara.report_file WHERE run_id = ANY($1::bigint[]) ORDER BY run_id, file_id`,
      [runIds],
    );
    return rows;
  }
}
