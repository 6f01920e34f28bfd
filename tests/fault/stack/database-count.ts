import type { Database } from '#platform/postgres/database.js';
import type { Recorded } from './outbox-count.js';

/** The database's data of one agent's outbox; the centre has no other agent. */
interface Kept {
  readonly outbox_id: string;
  readonly last_seq: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly dead_letters: number;
  readonly lost: number;
  readonly gaps: number;
  readonly buried: number;
  readonly visits: number;
  readonly issued: number;
  readonly called: number;
  readonly started: number;
  readonly ended: number;
  readonly rolled_up_issued: number;
  readonly rolled_up_ended: number;
  readonly rolled_up_by_minute: number;
}

/** Legs and rollups are counted in their tables; the counts in the positions are only one of the figures. */
const KEPT = `
SELECT outbox_id, last_seq, applied, duplicates, dead_letters, lost,
  (SELECT count(*) FROM mnara.agent_gap gap WHERE gap.agent_id = kept.agent_id) AS gaps,
  (SELECT count(*) FROM mnara.dead_letter dead WHERE dead.outbox_id = kept.outbox_id) AS buried,
  (SELECT count(*) FROM mnara.leg WHERE centre_key = kept.centre_key) AS visits,
  (SELECT count(issued_at) FROM mnara.leg WHERE centre_key = kept.centre_key) AS issued,
  (SELECT count(called_at) FROM mnara.leg WHERE centre_key = kept.centre_key) AS called,
  (SELECT count(started_at) FROM mnara.leg WHERE centre_key = kept.centre_key) AS started,
  (SELECT count(ended_at) FROM mnara.leg WHERE centre_key = kept.centre_key) AS ended,
  (SELECT coalesce(sum(tickets_issued), 0) FROM mnara.rollup_quarter
    WHERE centre_key = kept.centre_key) AS rolled_up_issued,
  (SELECT coalesce(sum(ended), 0) FROM mnara.rollup_quarter WHERE centre_key = kept.centre_key) AS rolled_up_ended,
  (SELECT coalesce(sum(tickets_issued), 0) FROM mnara.rollup_region_minute) AS rolled_up_by_minute
FROM mnara.agent_position kept WHERE agent_id = $1`;

/** The position of the database in each outbox. */
export async function appliedUpTo(database: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ outbox_id: string; last_seq: number }>(
    'SELECT outbox_id, last_seq FROM mnara.agent_position',
  );
  return new Map(rows.map((row) => [row.outbox_id, row.last_seq]));
}

/**
 * Compares what the agents have recorded with one snapshot of the database: a list of differences, empty when nothing
 * was lost and nothing was counted twice.
 * @param recorded by agent id; all events must have been applied
 */
export function differences(database: Database, recorded: ReadonlyMap<string, Recorded>): Promise<string[]> {
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const issuedByAll = [...recorded.values()].reduce((sum, { issued }) => sum + issued, 0);
    const found: string[] = [];
    for (const [agentId, counted] of recorded) {
      const { rows } = await tx.query<Kept>(KEPT, [agentId]);
      const [kept] = rows;
      if (kept === undefined || rows.length !== 1) {
        found.push(`${agentId}: ${rows.length} positions`);
        continue;
      }
      for (const [name, [has, wanted]] of Object.entries(compared(kept, counted, issuedByAll)))
        if (has !== wanted) found.push(`${agentId}: ${name} ${has}, recorded ${wanted}`);
    }
    return found;
  });
}

const compared = (
  kept: Kept,
  counted: Recorded,
  issuedByAll: number,
): Record<string, readonly [has: string | number, wanted: string | number]> => ({
  outbox: [kept.outbox_id, counted.outboxId],
  'newest seq': [kept.last_seq, counted.lastSeq],
  // An outbox counts without gaps: the number of its rows is its newest seq.
  events: [kept.last_seq, counted.events],
  'applied events': [kept.applied, counted.events - counted.spoilt],
  'dead letters': [kept.dead_letters, counted.spoilt],
  'stored dead letters': [kept.buried, counted.spoilt],
  duplicates: [kept.duplicates, 0],
  'lost events': [kept.lost, 0],
  gaps: [kept.gaps, 0],
  visits: [kept.visits, counted.visits],
  'issued tickets': [kept.issued, counted.issued],
  'called legs': [kept.called, counted.called],
  'started services': [kept.started, counted.started],
  'ended services': [kept.ended, counted.ended],
  'issued tickets in the quarters': [kept.rolled_up_issued, counted.issued],
  'ended services in the quarters': [kept.rolled_up_ended, counted.ended],
  'issued tickets in the minutes of all': [kept.rolled_up_by_minute, issuedByAll],
});
