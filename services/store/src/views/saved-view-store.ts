import type { Role, Viewer } from '#domain/access/viewer.js';
import type { ViewAudience, ViewContent } from '#domain/views/saved-view.js';
import { VIEW_LIMITS } from '#domain/views/saved-view.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import { stopSubscriptions } from '../reports/subscription-store.js';
import { UUID } from '../uuid.js';

/** One version of a view that a person saved. */
export interface SavedViewRecord extends ViewContent {
  readonly id: string;
  readonly version: number;
  readonly owner: string;
  /** The role that sees it when the audience is 'role'. */
  readonly role: Role;
  /** Unix milliseconds. */
  readonly changedAt: number;
  readonly changedBy: string;
}

/** Why nothing was changed. */
export type ViewRefusal = 'unknown' | 'not_owner' | 'stale' | 'too_many';
export type ViewSaved = SavedViewRecord | { readonly refused: ViewRefusal; readonly current?: number };

/** A change of an existing view, by the version that its author read. */
export interface ViewChange {
  readonly id: string;
  readonly version: number;
  readonly content: ViewContent;
}

const COLUMNS = `view_id::text AS id, version, name, owner, audience, role, question, chart,
  ${momentSql('changed_at')} AS "changedAt", changed_by AS "changedBy"`;
/** $1 name, $2 role, $3 whether the reader administers: an administrator sees what is shared, with whatever role. */
const IS_SHOWN = `(owner = $1 OR audience = 'everyone' OR (audience = 'role' AND (role = $2 OR $3)))`;
const MAX_LISTED = 2_000;
const MAX_VERSIONS = 200;

const roleOf = ({ role }: Pick<Viewer, 'role'>): Role => role ?? 'viewer';
const reader = (viewer: Viewer): readonly unknown[] => [viewer.name, roleOf(viewer), viewer.isAdministrator === true];

/**
 * Saved views, every version of them. They grow with what people save: a few hundred rows in a ministry, read by one
 * index of the current ones.
 */
export class SavedViewStore {
  constructor(readonly database: Database) {}

  /** The views that the viewer sees, by name. */
  async list(viewer: Viewer): Promise<readonly SavedViewRecord[]> {
    const { rows } = await this.database.query<SavedViewRecord>(
      `SELECT ${COLUMNS} FROM mnara.saved_view WHERE is_current AND ${IS_SHOWN}
       ORDER BY lower(name), view_id LIMIT ${MAX_LISTED}`,
      reader(viewer),
    );
    return rows;
  }

  /** The current version; undefined when there is none that the viewer sees. */
  async find(viewer: Viewer, id: string): Promise<SavedViewRecord | undefined> {
    return (await this.versions(viewer, id, 1))[0];
  }

  /** Versions of a view that the viewer sees, newest first. */
  async versions(viewer: Viewer, id: string, most = MAX_VERSIONS): Promise<readonly SavedViewRecord[]> {
    if (!UUID.test(id)) return [];
    const { rows } = await this.database.query<SavedViewRecord>(
      `SELECT ${COLUMNS} FROM mnara.saved_view v WHERE view_id = $4 AND EXISTS (SELECT 1 FROM mnara.saved_view
         WHERE view_id = v.view_id AND is_current AND ${IS_SHOWN})
       ORDER BY version DESC LIMIT $5`,
      [...reader(viewer), id, most],
    );
    return rows;
  }

  /** A new view; two requests at once can together pass the limit by one. */
  async add(viewer: Viewer, id: string, content: ViewContent, now: number): Promise<ViewSaved> {
    const { rows } = await this.database.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM mnara.saved_view WHERE is_current AND owner = $1',
      [viewer.name],
    );
    if ((rows[0]?.n ?? 0) >= VIEW_LIMITS.perOwner) return { refused: 'too_many' };
    return this.#insert(this.database, { id, version: 1, content }, viewer.name, viewer, now);
  }

  /** A new version. The owner may change a view, and an administrator one that is shared. */
  change(viewer: Viewer, { id, version, content }: ViewChange, now: number): Promise<ViewSaved> {
    return this.database.transaction(async (tx) => {
      const current = await lockCurrent(tx, viewer, id);
      if ('refused' in current) return current;
      if (current.version !== version) return { refused: 'stale', current: current.version };
      await tx.query('UPDATE mnara.saved_view SET is_current = false WHERE view_id = $1 AND is_current', [id]);
      return this.#insert(tx, { id, version: version + 1, content }, current.owner, viewer, now);
    });
  }

  /** The versions stay for the reports that asked them; the subscriptions of the view end with it. */
  delete(viewer: Viewer, id: string, now: number): Promise<{ readonly refused: ViewRefusal } | undefined> {
    return this.database.transaction(async (tx) => {
      const current = await lockCurrent(tx, viewer, id);
      if ('refused' in current) return current;
      await tx.query(
        `UPDATE mnara.saved_view SET is_current = false, deleted_at = $2, deleted_by = $3
         WHERE view_id = $1 AND is_current`,
        [id, new Date(now), viewer.name],
      );
      const stopped = { why: 'view_deleted', by: viewer.name, now } as const;
      await stopSubscriptions(tx, { column: 'view_id', values: [id] }, stopped);
      return undefined;
    });
  }

  async #insert(
    database: Database,
    { id, version, content }: ViewChange,
    owner: string,
    viewer: Viewer,
    now: number,
  ): Promise<SavedViewRecord> {
    const { name, audience, question, chart } = content;
    const role = roleOf(viewer);
    await database.query(
      `INSERT INTO mnara.saved_view (view_id, version, name, owner, audience, role, question, chart, changed_at,
        changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, version, name, owner, audience, role, question, chart, new Date(now), viewer.name],
    );
    return { ...content, id, version, owner, role, changedAt: now, changedBy: viewer.name };
  }
}

interface Current {
  readonly version: number;
  readonly owner: string;
  readonly audience: ViewAudience;
}

/** Two changes at once: the second waits here and then sees the version of the first. */
async function lockCurrent(tx: Transaction, viewer: Viewer, id: string): Promise<Current | { refused: ViewRefusal }> {
  if (!UUID.test(id)) return { refused: 'unknown' };
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 33))', [id]);
  const { rows } = await tx.query<Current>(
    `SELECT version, owner, audience FROM mnara.saved_view WHERE view_id = $4 AND is_current AND ${IS_SHOWN}`,
    [...reader(viewer), id],
  );
  const [current] = rows;
  if (current === undefined) return { refused: 'unknown' };
  const mayChange = current.owner === viewer.name || viewer.isAdministrator === true;
  return mayChange ? current : { refused: 'not_owner' };
}
