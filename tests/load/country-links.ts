import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { WebSocket } from 'ws';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { Database } from '#platform/postgres/database.js';
import { newAgentKey } from '#store/agents/agent-key.js';
import { agentOf, OUTBOX } from './country-day.js';

const OPENING_AT_ONCE = 100;

/**
 * A link of each of a country's agents, as the gateway sees it: one socket each, one frame an event. They have no
 * outboxes.
 */
export interface CountryLinks {
  /** Sends records over the links of their agents. @returns their number */
  send(records: readonly LogRecord[]): number;
  close(): void;
}

/** Enrols every centre's agent at once. @returns its key, by centre */
async function enrolAll(database: Database, centres: number): Promise<readonly string[]> {
  const made = Array.from({ length: centres }, (_, n) => newAgentKey(agentOf(n)));
  await database.query(
    `INSERT INTO mnara.agent (agent_id, centre_id, key_hash, key_salt, enrolled_at)
     SELECT 'agent-' || centre_id, centre_id, decode(hash, 'hex'), decode(salt, 'hex'), now()
     FROM jsonb_to_recordset($1::jsonb) AS given (centre_id text, hash text, salt text)`,
    [
      JSON.stringify(
        made.map(({ hash, salt }, n) => ({
          centre_id: `C${n}`,
          hash: Buffer.from(hash).toString('hex'),
          salt: Buffer.from(salt).toString('hex'),
        })),
      ),
    ],
  );
  return made.map(({ key }) => key);
}

/** Opens a link and resolves when the gateway has welcomed the agent. */
function openLink(url: string, key: string, centre: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/agent/v1/link`, {
    headers: { authorization: `Bearer ${key}` },
    perMessageDeflate: false,
  });
  const hello = create(AgentFrameSchema, {
    frame: {
      case: 'hello',
      value: { agentId: agentOf(centre), centreId: `C${centre}`, outboxId: OUTBOX, schemaVersion: 1 },
    },
  });
  socket.on('open', () => socket.send(toBinary(AgentFrameSchema, hello)));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const { frame } = fromBinary(GatewayFrameSchema, data);
      if (frame.case === 'welcome') resolve(socket);
      else if (frame.case === 'fault')
        throw new Error(`The gateway refused the agent of centre ${centre}: ${frame.value.message}`);
    });
  });
}

/** Links every agent. @param url of the gateway */
export async function openLinks(database: Database, url: string, centres: number): Promise<CountryLinks> {
  const keys = await enrolAll(database, centres);
  const sockets: WebSocket[] = [];
  for (let at = 0; at < centres; at += OPENING_AT_ONCE) {
    const some = keys.slice(at, at + OPENING_AT_ONCE);
    sockets.push(...(await Promise.all(some.map((key, index) => openLink(url, key, at + index)))));
  }
  return {
    send: (records) => {
      for (const { payload, key, sourceId } of records) {
        const value = create(AgentFrameSchema, {
          frame: {
            case: 'events',
            value: { events: [payload], outboxId: OUTBOX, agentId: sourceId, centreId: key },
          },
        });
        sockets[Number(key.slice(1))]?.send(toBinary(AgentFrameSchema, value));
      }
      return records.length;
    },
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
