import { join } from 'node:path';
import { LocalHttpConnector } from '#edge-agent/connectors/local-http/local-http-connector.js';
import { enrol } from '#edge-agent/enrol.js';
import { startAgent } from '#edge-agent/start-agent.js';
import { mnara } from './mnara.js';

/**
 * The agent of a centre whose queue system is the test: it receives events on its local port and sends them like any
 * other agent.
 */
export interface CounterAgent {
  /**
   * Posts a fact with the current time as proto JSON, for example `{ powerDown: {} }`. @throws when the agent rejects
   * it
   */
  say(fact: object): Promise<void>;
  /** The directives in the centre. */
  directives(): Promise<readonly { readonly id: string; readonly text: string; readonly state: string }[]>;
  /** Answers a directive in the centre, without the server. */
  answer(id: string, answer: 'acknowledged' | 'done' | 'refused', by: string, note: string): Promise<void>;
  stop(): Promise<void>;
}

/** Invites, enrols and starts an agent for a centre of the server whose data folder is `folder`. */
export async function startCounterAgent(folder: string, url: string, centreId: string): Promise<CounterAgent> {
  const { stdout: code } = await mnara('agent', 'invite', centreId, '--data', folder);
  const { agentId, key } = await enrol(url, code.trim());
  const door = new LocalHttpConnector({ port: 0 });
  const dataDir = join(folder, 'counter');
  const agent = await startAgent({
    agentId,
    key,
    centreId,
    gatewayUrl: url,
    dataDir,
    connectors: [door],
    maxBackoffMs: 500,
  });
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const given = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await fetch(`http://127.0.0.1:${door.port}${path}`, given);
    const said = await response.json();
    if (!response.ok) throw new Error(`The agent answered ${response.status}: ${JSON.stringify(said)}`);
    return said;
  };
  return {
    say: async (fact) => void (await ask('/events', { occurredAtMs: String(Date.now()), ...fact })),
    directives: async () =>
      ((await ask('/directives')) as { directives: { id: string; text: string; state: string }[] }).directives,
    answer: async (id, answer, by, note) => void (await ask(`/directives/${id}/answers`, { answer, by, note })),
    stop: () => agent.stop(),
  };
}
