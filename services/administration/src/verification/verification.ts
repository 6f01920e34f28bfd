import type { Database } from '#platform/postgres/database.js';
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
  /** Newest seq that the agent has reported, or that its outbox holds. */
  readonly recorded: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  /** Seqs that never arrived although later ones did: lost on the agent's disk. */
  readonly lost: number;
  readonly inFlight: number;
  readonly balanced: boolean;
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
 * @param recordedOf newest seq of each outbox on this machine, by outbox id
 */
export function verify(
  database: Database,
  withRecomputation: boolean,
  recordedOf: ReadonlyMap<string, number>,
): Promise<Verification> {
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const agents = (await readPositions(tx)).map((position): AgentReconciliation => {
      const { agentId, outboxId, applied, duplicates, deadLetters, lost, lastSeq } = position;
      const recorded = Math.max(position.recordedSeq, recordedOf.get(outboxId) ?? 0);
      const inFlight = recorded - lastSeq;
      return {
        agentId,
        outboxId,
        recorded,
        applied,
        duplicates,
        deadLetters,
        lost,
        inFlight,
        balanced: applied + duplicates + deadLetters + lost === lastSeq && lost === 0,
      };
    });
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
