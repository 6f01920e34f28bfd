import type { Database } from '#platform/postgres/database.js';
import { readOutboxes } from '#store/agents/outboxes.js';
import { countDeadLetters, readPositions } from '#store/agents/postgres-positions.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { type CoarseCheck, checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { type Recomputation, recompute } from '#store/rollups/recompute.js';

/** The reconciliation of one incarnation of an agent's outbox. */
export interface AgentReconciliation {
  readonly agentId: string;
  readonly outboxId: string;
  /** Events that the agent has recorded, as it has reported or as its outbox says. */
  readonly recorded: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  /**
   * Lost on the agent's disk: seqs that never arrived although later ones did, and the newest events of an outbox that
   * no longer has them.
   */
  readonly lost: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

/** An outbox on this machine, read from its file. */
export interface OutboxOnDisk {
  /** Newest seq that was recorded. */
  readonly recorded: number;
  /** Newest event that is still in it, or that the gateway has acknowledged. */
  readonly held: number;
}

/** The result of `mnara verify`. */
export interface Verification {
  readonly ok: boolean;
  readonly agents: readonly AgentReconciliation[];
  /** `stored` includes the dead letters that the retention job has deleted. */
  readonly deadLetters: { readonly counted: number; readonly stored: number };
  readonly recomputation: Recomputation | undefined;
  /** Beside a recomputation: whether the sums by day and month are those of the finer rollups. */
  readonly coarse: CoarseCheck | undefined;
}

/**
 * Reconciles the event counts of every agent; with `withRecomputation` it also recomputes the rollups from all legs.
 * All in one snapshot of the database.
 * @param onDisk the outboxes on this machine, by outbox id
 */
export function verify(
  database: Database,
  withRecomputation: boolean,
  onDisk: ReadonlyMap<string, OutboxOnDisk>,
): Promise<Verification> {
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const agents = await readReconciliations(tx, onDisk);
    const deadLetters = {
      counted: agents.reduce((sum, agent) => sum + agent.deadLetters, 0),
      stored: await countDeadLetters(tx),
    };
    let recomputation: Recomputation | undefined;
    let coarse: CoarseCheck | undefined;
    if (withRecomputation) {
      const dimensions = new Dimensions(new DimensionStore(tx));
      await dimensions.reload();
      recomputation = await recompute(dimensions, new PostgresRecomputeReads(tx));
      coarse = await checkCoarse(tx);
    }
    const ok =
      agents.every((agent) => agent.balanced) &&
      deadLetters.counted === deadLetters.stored &&
      (recomputation?.differences ?? 0) + (coarse?.differences ?? 0) === 0;
    return { ok, agents, deadLetters, recomputation, coarse };
  });
}

interface Counted {
  readonly lastSeq: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lost: number;
}

const NOTHING: Counted = { lastSeq: 0, applied: 0, duplicates: 0, deadLetters: 0, lost: 0 };

/** An agent names its outbox itself, so an outbox id alone identifies nothing. */
const keyOf = ({ agentId, outboxId }: { readonly agentId: string; readonly outboxId: string }): string =>
  JSON.stringify([agentId, outboxId]);

/** Every outbox that has sent something, or whose agent has said what it holds. */
async function readReconciliations(
  tx: Database,
  onDisk: ReadonlyMap<string, OutboxOnDisk>,
): Promise<AgentReconciliation[]> {
  const positions = await readPositions(tx);
  const said = await readOutboxes(tx);
  const known = new Map(positions.map((position) => [keyOf(position), position]));
  const saidOf = new Map(said.map((outbox) => [keyOf(outbox), outbox]));
  const unheard = said.filter((outbox) => outbox.recordedSeq > 0 && !known.has(keyOf(outbox)));
  return [...positions, ...unheard].map(({ agentId, outboxId }): AgentReconciliation => {
    const { lastSeq, applied, duplicates, deadLetters, lost } = known.get(keyOf({ agentId, outboxId })) ?? NOTHING;
    const { recordedSeq = 0, lost: forgotten = 0 } = saidOf.get(keyOf({ agentId, outboxId })) ?? {};
    const disk = onDisk.get(outboxId) ?? { recorded: 0, held: 0 };
    // Read before the database was: what is applied by now is not missing from the disk.
    const missing = Math.max(0, disk.recorded - Math.max(disk.held, lastSeq));
    const newest = Math.max(lastSeq, recordedSeq, disk.recorded);
    const allLost = lost + forgotten + missing;
    return {
      agentId,
      outboxId,
      recorded: newest + forgotten,
      applied,
      duplicates,
      deadLetters,
      lost: allLost,
      inFlight: newest - lastSeq - missing,
      balanced: applied + duplicates + deadLetters + lost === lastSeq && allLost === 0,
    };
  });
}
