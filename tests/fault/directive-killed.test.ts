import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runningServer } from '#local/data-folder.js';
import { freePort } from '#platform/process/free-port.js';
import { type AgentProcess, isAgentBuilt, startAgentProcess } from '../_support/agent-process.js';
import type { Json } from '../_support/api-server.js';
import { send, untilState } from '../_support/directives.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';

const ROUNDS = 2;

/**
 * Server and agent are killed between the steps of a directive's delivery; every directive and every answer still
 * arrives exactly once.
 */
describe.skipIf(!isAgentBuilt)(
  'directives while server and agent are killed (skipped if the project is not built)',
  () => {
    let folder = '';
    let port = 0;
    let localPort = 0;
    let server: Served;
    let agent: AgentProcess;
    let centreId = '';
    const serve = (): Promise<Served> =>
      serveMnara('--data', folder, '--port', String(port), '--network', join(folder, 'network.yaml'));
    const startAgent = (): Promise<AgentProcess> => startAgentProcess(join(folder, 'agent.yaml'));

    const post = async (path: string, body: object): Promise<Json> => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${runningServer(folder)?.token}` },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    const ask = (query: string, variables: Record<string, unknown>): Promise<Json> =>
      post('/graphql', { query, variables });
    const local = async (path: string, body?: object): Promise<Json> => {
      const response = await fetch(`http://127.0.0.1:${localPort}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(200);
      return response.json();
    };

    beforeAll(async () => {
      folder = await temporaryFolder('mnara-directive-');
      await smallDemoNetwork(join(folder, 'network.yaml'), 1);
      [port, localPort] = [await freePort(), await freePort()];
      server = await serve();
      centreId = (await ask('{ centres { id } }', {})).data.centres[0].id;
      const { key } = await post('/admin/agents', { agentId: 'A1', centreId });
      await writeFile(join(folder, 'agent.key'), key, { mode: 0o600 });
      await writeFile(
        join(folder, 'agent.yaml'),
        `agentId: A1\ncentreId: ${centreId}\ngatewayUrl: ${server.url}\nkeyFile: agent.key\ndataDir: ` +
          `data\nconnectors: [{ kind: local-http, port: ${localPort} }]\n`,
      );
      agent = await startAgent();
    });
    afterAll(async () => {
      await agent?.kill();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))('round %i', async (round) => {
      await agent.kill();
      const { directive } = await send(ask, { centreId, text: `order ${round}` });
      await server.kill();
      [server, agent] = await Promise.all([serve(), startAgent()]);
      await untilState(ask, directive.id, 'delivered');

      await server.kill();
      await local(`/directives/${directive.id}/answers`, { answer: 'acknowledged', by: 'Wanjiku' });
      await agent.kill();
      agent = await startAgent();
      const [kept] = (await local('/directives')).directives;
      expect(kept).toMatchObject({ id: directive.id, state: 'acknowledged', text: `order ${round}` });
      server = await serve();
      await untilState(ask, directive.id, 'acknowledged');

      await local(`/directives/${directive.id}/answers`, { answer: 'done', by: 'Wanjiku' });
      // At a random moment between the sending of the answer and its receipt.
      await sleep(10 * round);
      await Promise.all([server.kill(), agent.kill()]);
      [server, agent] = await Promise.all([serve(), startAgent()]);
      const done = await untilState(ask, directive.id, 'done');
      expect(done.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
        'sent',
        'delivered',
        'acknowledged',
        'done',
      ]);
      expect(done).toMatchObject({ acknowledgedBy: 'Wanjiku', closedBy: 'Wanjiku' });
    });
  },
);
