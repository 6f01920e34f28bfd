import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { MqttOptions } from './mqtt-options.js';

const KEEP_ALIVE_SECONDS = 30;
const CONNECT_MS = 10_000;
const RECONNECT_MS = 2_000;
const REFUSED = 128;

/** A client that connects by itself, and again after each failure. @param session undefined for one of its own */
export function openClient(options: MqttOptions, session?: Pick<IClientOptions, 'clean' | 'clientId'>): MqttClient {
  const { url, clientId, username, password, ca, reconnectMs = RECONNECT_MS } = options;
  return connect(url, {
    clientId,
    // The broker keeps the session, and what is published meanwhile, while the agent is away.
    clean: false,
    protocolVersion: 4,
    keepalive: KEEP_ALIVE_SECONDS,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: reconnectMs,
    reconnectOnConnackError: true,
    resubscribe: false,
    queueQoSZero: false,
    manualConnect: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...session,
  });
}

/** Subscribes with QoS 1. @throws Error that names the topics that the broker refuses, or delivers with QoS 0 only */
export async function subscribe(client: MqttClient, { topics, status }: MqttOptions): Promise<void> {
  const wanted = status === undefined ? topics : [...topics, status.topic];
  const granted = await client.subscribeAsync([...wanted], { qos: 1 });
  const refused = granted.filter(({ qos }) => qos === REFUSED).map(({ topic }) => topic);
  if (refused.length > 0)
    throw new Error(`The broker refuses the topics ${refused.join(', ')}; give the user the right to read them.`);
  const weak = granted.filter(({ qos }) => qos === 0).map(({ topic }) => topic);
  if (weak.length > 0)
    throw new Error(`The broker gives ${weak.join(', ')} with QoS 0 only, so that messages may be lost; allow QoS 1.`);
}
