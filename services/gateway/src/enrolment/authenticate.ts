import { isSecretOf, parseAgentKey } from '#store/agents/agent-key.js';
import type { AgentRegistry, KnownAgent } from '#store/agents/agent-registry.js';

/** The result of checking an Authorization header. */
export type Authentication =
  | { readonly ok: true; readonly agent: KnownAgent }
  | { readonly ok: false; readonly status: 401 | 403 | 503; readonly reason: string };

const MISSING = 'Only agents may use this address: send "Authorization: Bearer <agent key>".';
const WRONG =
  'The agent key is wrong; enrol the agent again, or configure the key that it received when it was enrolled.';
const REVOKED = 'The agent has been revoked; enrol it again if it may send events.';
const UNAVAILABLE = 'The agent key cannot be checked now because the database is unavailable; try again in a moment.';

/** Finds the agent whose key the header carries. Unknown agents and wrong keys get the same answer. */
export async function authenticate(header: string | undefined, registry: AgentRegistry): Promise<Authentication> {
  const bearer = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  if (bearer === undefined) return { ok: false, status: 401, reason: MISSING };
  const parsed = parseAgentKey(bearer);
  if (parsed === undefined) return { ok: false, status: 401, reason: WRONG };
  let agent: KnownAgent | undefined;
  try {
    agent = await registry.find(parsed.agentId);
  } catch {
    return { ok: false, status: 503, reason: UNAVAILABLE };
  }
  if (agent === undefined || !isSecretOf(parsed.secret, agent)) return { ok: false, status: 401, reason: WRONG };
  if (agent.isRevoked) return { ok: false, status: 403, reason: REVOKED };
  return { ok: true, agent };
}
