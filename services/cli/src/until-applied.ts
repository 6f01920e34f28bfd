import { setTimeout as sleep } from 'node:timers/promises';
import type { Verification } from '#administration/verification/verification.js';
import { printStatus } from './output.js';
import type { ServerClient } from './server-client.js';

const CHECK_MS = 250;
const REPORT_MS = 1_000;
/** When no event was applied for this time, the command says so and stops waiting. */
const STANDSTILL_MS = 60_000;

/**
 * Waits until the figures include everything that an agent has sent: with Kafka an acknowledged event is stored safely,
 * but may not be counted yet.
 * @param recorded newest seq of the outboxes on this machine, by outbox id
 */
export async function untilApplied(
  server: ServerClient,
  agentId: string,
  recorded: Readonly<Record<string, number>>,
): Promise<void> {
  const look = async (): Promise<number> => {
    const { agents } = await server.admin<Verification>('verify', { recompute: false, recorded });
    return agents
      .filter((agent) => agent.agentId === agentId)
      .reduce((sum, agent) => sum + Math.max(0, agent.inFlight), 0);
  };
  let [lowest, progressAt, reportedAt] = [Number.MAX_SAFE_INTEGER, Date.now(), Date.now()];
  for (;;) {
    // An unavailable database counts as no progress.
    const inFlight = await look().catch(() => lowest);
    if (inFlight === 0) return;
    if (inFlight < lowest) [lowest, progressAt] = [inFlight, Date.now()];
    if (Date.now() - progressAt > STANDSTILL_MS) {
      printStatus(
        `${inFlight} events are safe in the event log and not counted yet; check the processor (/readyz, its log).`,
      );
      return;
    }
    if (lowest < Number.MAX_SAFE_INTEGER && Date.now() - reportedAt > REPORT_MS) {
      reportedAt = Date.now();
      printStatus(`${inFlight} events acknowledged and not counted yet`);
    }
    await sleep(CHECK_MS);
  }
}
