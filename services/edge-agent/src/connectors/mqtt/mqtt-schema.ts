import { z } from 'zod';
import { connectorName, type PathSchema } from '../connector-kind.js';

const topic = z.string().min(1).max(1024);

/** What an agent's file says of an MQTT connector. */
export const mqttSchema = (path: PathSchema) =>
  z.strictObject({
    kind: z.literal('mqtt'),
    name: connectorName,
    /** Address of the broker, without user and password. */
    url: z.url({ protocol: /^(mqtts?|wss?)$/, error: 'is no address such as mqtts://broker.example:8883' }),
    /** Names the session, which the broker keeps while the agent is away; no other client may have it. */
    clientId: z.string().min(1).max(128),
    username: z.string().min(1).optional(),
    passwordFile: path.optional(),
    /** Certificate of the authority that the broker's certificate is of, PEM. */
    caFile: path.optional(),
    /** Topics with events; + and # as MQTT knows them. */
    topics: z.array(topic).min(1),
    mapping: path,
    /** The topic on which the queue system's last will says that it is gone. */
    status: z.strictObject({ topic, offline: z.string().min(1).default('offline') }).optional(),
  });
export type MqttSettings = z.output<ReturnType<typeof mqttSchema>>;
