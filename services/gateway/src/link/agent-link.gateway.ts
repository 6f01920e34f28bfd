import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { WebSocket, WebSocketServer } from 'ws';
import { AGENT_REGISTRY, type AgentRegistry, type KnownAgent } from '#store/agents/agent-registry.js';
import { authenticate } from '../enrolment/authenticate.js';
import { Intake } from './intake.js';
import { type LinkSession, MAX_FRAME_BYTES } from './link-session.js';
import { LinkSessions } from './link-sessions.js';
import { WebsocketCarrier } from './websocket-carrier.js';

/**
 * Maximum wait for the event log during shutdown, milliseconds. Agents send the events that were not stored by then
 * again.
 */
const DRAIN_MS = 3_000;

type Verdict = (isAccepted: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

/**
 * The agents' WebSocket endpoint: authenticates the upgrade request by the agent's key, then opens a session for each
 * link.
 */
@WebSocketGateway({ path: '/agent/v1/link', maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
export class AgentLinkGateway
  implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, BeforeApplicationShutdown
{
  readonly #agents = new WeakMap<IncomingMessage, KnownAgent>();
  readonly #links = new Map<string, WebsocketCarrier>();
  readonly #sockets = new WeakMap<WebSocket, WebsocketCarrier>();
  #isStopping = false;

  constructor(
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(LinkSessions) readonly linkSessions: LinkSessions,
    @Inject(Intake) readonly intake: Intake,
  ) {}

  afterInit(server: WebSocketServer): void {
    server.options.verifyClient = ({ req }: { req: IncomingMessage }, verdict: Verdict) => {
      void this.#verify(req, verdict);
    };
  }

  async #verify(request: IncomingMessage, verdict: Verdict): Promise<void> {
    if (this.#isStopping) return verdict(false, 503, 'The server is shutting down; try again in a moment.');
    const found = await authenticate(request.headers.authorization, this.registry);
    if (found.ok) {
      this.#agents.set(request, found.agent);
      verdict(true);
    } else {
      this.intake.metrics.fault(`http_${found.status}`);
      verdict(false, found.status, found.reason, { 'Content-Type': 'text/plain; charset=utf-8' });
    }
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const agent = this.#agents.get(request);
    if (agent === undefined) {
      socket.terminate();
      return;
    }
    this.#links.get(agent.agentId)?.session.close('replaced', 'The agent opened another link; this one is closed.');
    const { metrics } = this.intake;
    const link = new WebsocketCarrier(socket, (carrier) => this.linkSessions.open(agent, carrier), metrics);
    this.#links.set(agent.agentId, link);
    this.#sockets.set(socket, link);
    metrics.links(1);
    socket.once('close', () => {
      if (this.#links.get(agent.agentId) === link) this.#links.delete(agent.agentId);
    });
  }

  handleDisconnect(socket: WebSocket): void {
    const link = this.#sockets.get(socket);
    if (link === undefined) return;
    link.end();
    this.intake.metrics.links(-1);
  }

  /**
   * Stops reading from the links, waits for running appends so that their events can be acknowledged, then closes the
   * links.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    const links = [...this.#links.values()];
    for (const { socket } of links) socket.pause();
    await Promise.race([this.intake.allIdle(), sleep(DRAIN_MS, undefined, { ref: false })]);
    for (const link of links) link.closeForShutdown();
  }

  /** The sessions of the agents whose links are open now. */
  sessions(): readonly LinkSession[] {
    return [...this.#links.values()].map(({ session }) => session);
  }

  /** Ids of the agents whose links are open now. */
  linkedAgents(): readonly string[] {
    return [...this.#links.keys()];
  }
}
