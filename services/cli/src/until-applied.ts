import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboxOnDisk, Verification } from '#administration/verification/verification.js';
import { tell } from './output.js';
import type { ServerClient } from './server-client.js';

const LOOK_MS = 250;
const TELL_MS = 1_000;
/** Without any event applied for so long, whoever waits is told and waits no more. */
const STANDSTILL_MS = 60_000;

/**
 * Waits until the figures hold what an agent has sent: with Kafka an acknowledged event is safe, and not yet counted.
 * @param outboxes those on this machine, by outbox id
 */
export async function untilApplied(
  server: ServerClient,
  agentId: string,
  outboxes: Readonly<Record<string, OutboxOnDisk>>,
): Promise<void> {
  const look = async (): Promise<number> => {
    const { agents } = await server.admin<Verification>('verify', { recompute: false, outboxes });
    return agents
      .filter((agent) => agent.agentId === agentId)
      .reduce((sum, agent) => sum + Math.max(0, agent.inFlight), 0);
  };
  let [least, movedAt, toldAt] = [Number.MAX_SAFE_INTEGER, Date.now(), Date.now()];
  for (;;) {
    // A database that is away for a while is waited for like events that are.
    const inFlight = await look().catch(() => least);
    if (inFlight === 0) return;
    if (inFlight < least) [least, movedAt] = [inFlight, Date.now()];
    if (Date.now() - movedAt > STANDSTILL_MS) {
      tell(
        `${inFlight} events are safe in the event log and not counted yet; look at the processor (/readyz, its log).`,
      );
      return;
    }
    if (least < Number.MAX_SAFE_INTEGER && Date.now() - toldAt > TELL_MS) {
      toldAt = Date.now();
      tell(`${inFlight} events acknowledged and not counted yet`);
    }
    await sleep(LOOK_MS);
  }
}
