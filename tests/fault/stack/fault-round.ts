import { setTimeout as sleep } from 'node:timers/promises';
import { appliedUpTo, differences } from './database-count.js';
import { DeskLoad } from './desk-load.js';
import type { FaultStack } from './fault-stack.js';
import type { Fault } from './faults.js';
import { OutboxCount, type Recorded } from './outbox-count.js';
import type { Random } from './random.js';

/** The result of a round. Times are milliseconds. */
export interface RoundReport {
  readonly fault: string;
  /** How long the fault lasted. */
  readonly heldMs: number;
  /** From the restart of a killed process until it served again; 0 when none was killed. */
  readonly startMs: number;
  /** From then until the API showed everything that the agents had recorded. */
  readonly liveMs: number;
  /** Events that all agents have recorded so far. */
  readonly events: number;
  /** Descriptions of faults; empty when there are none. */
  readonly wrong: readonly string[];
}

const POLL_MS = 50;
/** After this time a step counts as stuck; the limit is far above a slow run. */
const STUCK_MS = 180_000;
const LEAD_MS = [300, 1_200] as const;

const between = ([least, most]: readonly [number, number], random: Random): number => least + random() * (most - least);

/** Faults under load, one after another, each followed by a count of everything. */
export class FaultRounds {
  readonly #counts: ReadonlyMap<string, OutboxCount>;
  readonly loads: readonly DeskLoad[];

  constructor(readonly stack: FaultStack) {
    this.#counts = new Map(stack.agents.map(({ agentId, outbox }) => [agentId, new OutboxCount(outbox)]));
    this.loads = stack.agents.map((agent) => new DeskLoad(agent));
  }

  async run(fault: Fault, random: Random): Promise<RoundReport> {
    for (const load of this.loads) load.start(random);
    await sleep(between(LEAD_MS, random));
    const brokenAt = performance.now();
    const heal = await fault.inflict(this.stack, random);
    await sleep(between(fault.lasts, random));
    const repairedAt = performance.now();
    const wrong: string[] = [];
    await heal().catch((error: unknown) => void wrong.push(String(error)));
    const healedAt = performance.now();
    await Promise.all(this.loads.map((load) => load.stop()));
    const liveMs = await this.#untilLive(healedAt, wrong);
    await this.#untilApplied(wrong);
    wrong.push(...(await this.check()));
    const events = [...this.recorded().values()].reduce((sum, one) => sum + one.events, 0);
    return {
      fault: fault.name,
      heldMs: repairedAt - brokenAt,
      startMs: healedAt - repairedAt,
      liveMs,
      events,
      wrong: wrong.length === 0 ? wrong : [...wrong, this.stack.lastWords()],
    };
  }

  /** Counted from the outboxes, by agent id. */
  recorded(): ReadonlyMap<string, Recorded> {
    return new Map([...this.#counts].map(([agentId, count]) => [agentId, count.look()]));
  }

  /** Everything that is lost, counted twice, missing in an outbox, or different from a recomputation. */
  async check(): Promise<string[]> {
    const { database, parts } = this.stack;
    const recorded = this.recorded();
    const wrong = await differences(database, recorded);
    const result = await this.stack.verify(
      Object.fromEntries([...recorded.values()].map(({ outboxId, lastSeq }) => [outboxId, lastSeq])),
    );
    if (!result.ok) wrong.push(`mnara verify --recompute: ${JSON.stringify(result)}`);
    for (const load of this.loads)
      for (const visitId of load.confirmed.splice(0))
        if (this.#counts.get(load.agent.agentId)?.has(visitId) !== true)
          wrong.push(`${load.agent.agentId} confirmed ${visitId}, but its outbox does not have it`);
    for (const part of parts) if (!part.isAlive) wrong.push(`${part.name} has ended by itself`);
    return wrong;
  }

  /**
   * Descriptions of centres whose people the API shows differently from what their agents recorded; empty when all are
   * right.
   */
  async notShown(recorded: ReadonlyMap<string, Recorded> = this.recorded()): Promise<string[]> {
    const shown = await this.stack.live();
    return this.stack.agents.flatMap(({ agentId, centreId }) => {
      const has = recorded.get(agentId);
      const centre = shown?.get(centreId);
      if (has !== undefined && centre?.waiting === has.waiting && centre.serving === has.serving) return [];
      return [
        `${centreId} has ${has?.waiting} waiting and ${has?.serving} being served, shown ${JSON.stringify(centre)}`,
      ];
    });
  }

  async #untilLive(since: number, wrong: string[]): Promise<number> {
    const recorded = this.recorded();
    for (;;) {
      const late = await this.notShown(recorded);
      const took = performance.now() - since;
      if (late.length === 0) return took;
      if (took > STUCK_MS) {
        wrong.push(`the live status is not right: ${late.join(', ')}`);
        return took;
      }
      await sleep(POLL_MS);
    }
  }

  async #untilApplied(wrong: string[]): Promise<void> {
    for (const started = performance.now(); ; ) {
      const applied = await appliedUpTo(this.stack.database);
      const behind = [...this.recorded().values()].filter(
        ({ outboxId, lastSeq }) => (applied.get(outboxId) ?? 0) < lastSeq,
      );
      if (behind.length === 0) return;
      if (performance.now() - started > STUCK_MS) {
        wrong.push(`${behind.length} outboxes are not applied to their end`);
        return;
      }
      await sleep(POLL_MS);
    }
  }
}
