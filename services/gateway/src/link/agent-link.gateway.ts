import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import {
  AGENT_REGISTRY,
  type AgentRegistry,
  CENTRE_DIRECTORY,
  type CentreDirectory,
  type KnownAgent,
  POSITION_READER,
  type PositionReader,
} from '#store/agents/agent-registry.js';
import { DIRECTIVE_STORE, type DirectiveStore } from '#store/directives/agent-directives.js';
import { authenticate } from '../enrolment/authenticate.js';
import { Intake } from './intake.js';
import { LinkSession } from './link-session.js';

/** Largest frame of an agent, bytes. */
export const MAX_FRAME_BYTES = 1024 * 1024;
const MAX_HELD_BYTES = 4 * MAX_FRAME_BYTES;
const PING_MS = 15_000;
const CLOSE_REASON_BYTES = 120;
/** Longest wait for the event log while stopping; what it has not taken by then, the agents send again. */
const DRAIN_MS = 3_000;

type Verdict = (isAccepted: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

/** The agents' WebSocket: authenticates the upgrade by the agent's key, then gives each link a session. */
@WebSocketGateway({ path: '/agent/v1/link', maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
export class AgentLinkGateway
  implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, BeforeApplicationShutdown
{
  readonly #agents = new WeakMap<IncomingMessage, KnownAgent>();
  readonly #links = new Map<string, AgentLink>();
  readonly #sockets = new WeakMap<WebSocket, AgentLink>();
  #isStopping = false;

  constructor(
    @Inject(AGENT_REGISTRY) readonly registry: AgentRegistry,
    @Inject(POSITION_READER) readonly positions: PositionReader,
    @Inject(CENTRE_DIRECTORY) readonly centres: CentreDirectory,
    @Inject(DIRECTIVE_STORE) readonly directives: DirectiveStore,
    @Inject(Intake) readonly intake: Intake,
  ) {}

  afterInit(server: WebSocketServer): void {
    server.options.verifyClient = ({ req }: { req: IncomingMessage }, verdict: Verdict) => {
      void this.#verify(req, verdict);
    };
  }

  async #verify(request: IncomingMessage, verdict: Verdict): Promise<void> {
    if (this.#isStopping) return verdict(false, 503, 'The server is stopping; try again in a moment.');
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
    this.#links.get(agent.agentId)?.session.close('replaced', 'The agent opened another link; this one ends.');
    const { intake, positions, centres, directives } = this;
    const link = new AgentLink(
      socket,
      (carrier) => new LinkSession({ agent, intake, positions, centres, directives, now: Date.now, carrier }),
      intake,
    );
    this.#links.set(agent.agentId, link);
    this.#sockets.set(socket, link);
    intake.metrics.links(1);
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

  /** Takes nothing new, waits for what is on its way so that its agents hear of it, then closes the links. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    const links = [...this.#links.values()];
    for (const { socket } of links) socket.pause();
    await Promise.race([this.intake.allIdle(), sleep(DRAIN_MS, undefined, { ref: false })]);
    for (const link of links) link.leave();
  }

  /** The conversations with the agents whose link is open now. */
  sessions(): readonly LinkSession[] {
    return [...this.#links.values()].map(({ session }) => session);
  }

  /** Ids of the agents whose link is open now. */
  linkedAgents(): readonly string[] {
    return [...this.#links.keys()];
  }
}

/** One socket and its session; holds a bounded number of bytes. */
class AgentLink {
  readonly session: LinkSession;
  readonly #timer: NodeJS.Timeout;
  #heldBytes = 0;
  #isAlive = true;

  constructor(
    readonly socket: WebSocket,
    sessionOf: (carrier: { send(frame: Uint8Array): void; close(reason: string): void }) => LinkSession,
    readonly intake: Intake,
  ) {
    this.session = sessionOf({
      send: (frame) => {
        if (socket.readyState === socket.OPEN) socket.send(frame);
      },
      close: (reason) => socket.close(1008, cut(reason)),
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('error', (error: Error & { code?: string }) =>
      intake.metrics.fault(error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too_large' : 'socket_error'),
    );
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    this.#timer = setInterval(() => this.#ping(), PING_MS);
  }

  #ping(): void {
    if (!this.#isAlive) {
      this.socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#isAlive = true;
    if (!isBinary) {
      this.session.bad('bad_frame', 'The frame is text; send mnara.v1.AgentFrame in binary.');
      return;
    }
    const bytes = data as Buffer;
    this.#heldBytes += bytes.byteLength;
    if (this.#heldBytes > MAX_HELD_BYTES) this.socket.pause();
    void this.session.receive(bytes).then(() => {
      this.#heldBytes -= bytes.byteLength;
      if (this.socket.isPaused && this.#heldBytes < MAX_HELD_BYTES / 2) this.socket.resume();
    });
  }

  /** The server goes away; the agent connects again. */
  leave(): void {
    this.session.ended();
    this.socket.resume();
    this.socket.close(1001, 'The server is going away');
  }

  end(): void {
    clearInterval(this.#timer);
    this.session.ended();
  }
}

/** A close reason has at most 123 bytes. */
function cut(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.byteLength <= CLOSE_REASON_BYTES
    ? reason
    : bytes
        .subarray(0, CLOSE_REASON_BYTES)
        .toString()
        .replace(/\uFFFD+$/, '');
}
