import { toBinary } from '@bufbuild/protobuf';
import type { RawData, WebSocket } from 'ws';
import { GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { IntakeMetrics } from './intake-metrics.js';
import { type LinkSession, MAX_FRAME_BYTES, type SessionCarrier } from './link-session.js';

const MAX_HELD_BYTES = 4 * MAX_FRAME_BYTES;
const PING_MS = 15_000;
const CLOSE_REASON_BYTES = 120;

/** One WebSocket and its session. The bytes of unhandled frames are limited: above the limit it stops reading. */
export class WebsocketCarrier {
  readonly session: LinkSession;
  readonly #pinging: Repeating;
  #heldBytes = 0;
  #isAlive = true;

  constructor(
    readonly socket: WebSocket,
    sessionOver: (carrier: SessionCarrier) => LinkSession,
    metrics: IntakeMetrics,
  ) {
    this.session = sessionOver({
      requiresHello: true,
      send: (frame) => {
        if (socket.readyState === socket.OPEN) socket.send(toBinary(GatewayFrameSchema, frame));
      },
      close: (reason) => socket.close(1008, truncated(reason)),
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('error', (error: Error & { code?: string }) =>
      metrics.fault(error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too_large' : 'socket_error'),
    );
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    this.#pinging = repeatEvery(
      likeTimer(PING_MS),
      () => this.#ping(),
      () => metrics.fault('socket_error'),
    );
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
      this.session.rejectFrame('bad_frame', 'The frame is text; send mnara.v1.AgentFrame in binary.');
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

  /** Closes the link because the server shuts down; the agent then connects again. */
  closeForShutdown(): void {
    this.session.ended();
    this.socket.resume();
    this.socket.close(1001, 'The server is shutting down');
  }

  /** The socket has closed. */
  end(): void {
    void this.#pinging.stop();
    this.session.ended();
  }
}

/** A close reason has at most 123 bytes. */
function truncated(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.byteLength <= CLOSE_REASON_BYTES
    ? reason
    : bytes
        .subarray(0, CLOSE_REASON_BYTES)
        .toString()
        .replace(/\uFFFD+$/, '');
}
