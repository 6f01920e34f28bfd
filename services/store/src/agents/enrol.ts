import { randomBytes } from 'node:crypto';
import { hashEnrolmentCode, newAgentKey, newEnrolmentCode } from './agent-key.js';
import type { AgentRegistry } from './agent-registry.js';

/** What an agent needs to connect. The key cannot be shown again. */
export interface AgentCredential {
  readonly agentId: string;
  readonly centreId: string | undefined;
  readonly key: string;
}

/** Creates a single-use code for one centre. @param hours how long the code is valid */
export async function inviteAgent(
  registry: AgentRegistry,
  centreId: string,
  nowMs: number,
  hours = 24,
): Promise<string> {
  const code = newEnrolmentCode();
  await registry.saveEnrolment(hashEnrolmentCode(code), centreId, nowMs + hours * 3600 * 1000);
  return code;
}

/** Exchanges a code for a credential. @returns undefined when the code is unknown, used or expired */
export async function enrolAgent(
  registry: AgentRegistry,
  code: string,
  nowMs: number,
): Promise<AgentCredential | undefined> {
  let key = '';
  const agent = await registry.enrol(
    hashEnrolmentCode(code),
    (centreId) => {
      const agentId = `${centreId}-${randomBytes(4).toString('hex')}`;
      const made = newAgentKey(agentId);
      key = made.key;
      return { agentId, centreId, hash: made.hash, salt: made.salt };
    },
    nowMs,
  );
  return agent === undefined ? undefined : { agentId: agent.agentId, centreId: agent.centreId, key };
}

/**
 * Creates an agent without a code, or gives it a new key; for commands that run on the server itself.
 * @param centreId undefined for an import, which may send events of any centre of the network
 */
export async function createAgent(
  registry: AgentRegistry,
  agentId: string,
  centreId: string | undefined,
  nowMs: number,
): Promise<AgentCredential> {
  const { key, hash, salt } = newAgentKey(agentId);
  await registry.save({ agentId, centreId, hash, salt }, nowMs);
  return { agentId, centreId, key };
}
