import type { Database } from '#platform/postgres/database.js';
import { countDeadLetters, readPositions } from '#store/agents/postgres-positions.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { type CoarseCheck, checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { type Recomputation, recompute } from '#store/rollups/recompute.js';

/** The books of one life of an agent's outbox. */
export interface AgentBooks {
  readonly agentId: string;
  readonly outboxId: string;
  /** Newest seq that the agent has told of, or its outbox holds. */
  readonly recorded: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  /** Seqs that never came, though later ones did: lost at the agent's disk. */
  readonly lost: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

/** What `mnara verify` answers. */
export interface Verification {
  readonly ok: boolean;
  readonly agents: readonly AgentBooks[];
  /** `stored` counts those that the retention job deleted since. */
  readonly deadLetters: { readonly counted: number; readonly stored: number };
  readonly recomputation: Recomputation | undefined;
  /** Beside a recomputation: whether the sums by day and month are those of the finer rollups. */
  readonly coarse: CoarseCheck | undefined;
}

/**
 * Reconciles every agent's books, and with `withRecomputation` adds up all legs anew, all at one moment of the
 * database.
 * @param recordedOf what the agents' own outboxes hold, where they are on this machine: newest seq by outbox id
 */
export function verify(
  database: Database,
  withRecomputation: boolean,
  recordedOf: ReadonlyMap<string, number>,
): Promise<Verification> {
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const agents = (await readPositions(tx)).map((position): AgentBooks => {
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
