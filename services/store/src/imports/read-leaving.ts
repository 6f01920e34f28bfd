import { timelineWithout } from '#domain/status/timeline.js';
import { factsWithout } from '#domain/visit/facts.js';
import type { Database } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import { PostgresProcessorStore } from '../visits/postgres-processor-store.js';
import type { TimelineKey } from '../visits/record-keys.js';

/** What would leave the figures if an import were withdrawn. */
export interface Leaving {
  /** Legs of which the import states something. */
  readonly legs: number;
  /** Those of which nothing else is known: they would be gone. */
  readonly goneLegs: number;
  /** Facts of legs, desks and centres that only this import states. */
  readonly facts: number;
  /** Facts that others have stated too: they would stay. */
  readonly stayingFacts: number;
  /** Centres whose single records before a time were deleted: what the import added to the figures there stays. */
  readonly keptFrom: readonly { readonly centreId: string; readonly at: number }[];
}

interface Facts {
  readonly length: number;
}

class LeavingCount {
  legs = 0;
  goneLegs = 0;
  facts = 0;
  stayingFacts = 0;

  add(before: Facts, after: Facts, ofImport: number): void {
    this.facts += before.length - after.length;
    this.stayingFacts += ofImport - (before.length - after.length);
  }
}

const PAGE = 2_000;
const statedBy = (importId: string, facts: readonly { readonly sources?: readonly string[] | undefined }[]): number =>
  facts.filter(({ sources }) => sources?.includes(importId) === true).length;

/** Reads all facts of an import, page by page, and changes nothing. */
export async function readLeaving(database: Database, agentId: string, importId: string): Promise<Leaving> {
  const store = new PostgresProcessorStore(database);
  const { rows: centres } = await database.query<{ centreId: string; centreKey: number; keptFrom: number | null }>(
    `SELECT centre_id AS "centreId", centre_key AS "centreKey",
       CASE WHEN first_at < kept_from THEN ${momentSql('kept_from')} END AS "keptFrom"
     FROM mnara.import_centre JOIN mnara.centre USING (centre_key) LEFT JOIN mnara.retention USING (centre_key)
     WHERE agent_id = $1 AND import_id = $2 ORDER BY centre_id`,
    [agentId, importId],
  );
  const count = new LeavingCount();
  for (const { centreKey } of centres) {
    await countVisits(store, importId, centreKey, count);
    await countTimelines(store, importId, centreKey, count);
  }
  const { legs, goneLegs, facts, stayingFacts } = count;
  const keptFrom = centres.flatMap(({ centreId, keptFrom: at }) => (at === null ? [] : [{ centreId, at }]));
  return { legs, goneLegs, facts, stayingFacts, keptFrom };
}

async function countVisits(
  store: PostgresProcessorStore,
  importId: string,
  centreKey: number,
  count: LeavingCount,
): Promise<void> {
  for (let after = ''; ; ) {
    const keys = await store.imports.visitsOf(importId, centreKey, after, PAGE);
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last.visitId;
    for (const { legs } of await store.visits(keys)) {
      for (const { facts } of legs) {
        const ofImport = statedBy(importId, facts);
        if (ofImport === 0) continue;
        const left = factsWithout(facts, importId);
        count.legs += 1;
        if (left.length === 0) count.goneLegs += 1;
        count.add(facts, left, ofImport);
      }
    }
  }
}

async function countTimelines(
  store: PostgresProcessorStore,
  importId: string,
  centreKey: number,
  count: LeavingCount,
): Promise<void> {
  for (let after: TimelineKey | undefined; ; ) {
    const keys = await store.imports.timelinesOf(importId, centreKey, after, PAGE);
    after = keys.at(-1);
    if (after === undefined) return;
    for (const { facts } of await store.timelines(keys))
      count.add(facts, timelineWithout(facts, importId), statedBy(importId, facts));
  }
}
