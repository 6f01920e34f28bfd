import type { RunningAgent } from './agent/agent.js';

/** An event that the server could not use after the gateway had acknowledged it. */
export interface UnusedEvent {
  /** Grows with each of them. */
  readonly letterId: number;
  readonly seq: number;
  readonly code: string;
  readonly reason: string;
}

/** What an import asks of its server, where it can. */
export interface ImportServer {
  /** Resolves when the figures include everything that the agent has sent. */
  applied(): Promise<void>;
  /** Events of an outbox that were not used, some at a time in order of letterId; empty when there are no more. */
  unused(outboxId: string, afterLetterId: number): Promise<readonly UnusedEvent[]>;
  isWithdrawn(importId: string): Promise<boolean>;
}

const checkpointOf = (outboxId: string): string => `unused:${outboxId}`;

/**
 * Makes the outbox forget what the server could not use, so that it is sent again when its source is read again.
 * @returns how many were not known before
 */
export async function forgetUnused(agent: RunningAgent, server: ImportServer | undefined): Promise<number> {
  if (server === undefined) return 0;
  const outboxId = agent.outboxId();
  let found = 0;
  for (;;) {
    const after = Number(agent.sink.checkpoint(checkpointOf(outboxId)) ?? 0);
    const letters = await server.unused(outboxId, after);
    const last = letters.at(-1);
    if (last === undefined) return found;
    found += agent.notUsed(letters);
    agent.sink.saveCheckpoint(checkpointOf(outboxId), String(last.letterId));
  }
}
