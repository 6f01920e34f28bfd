import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { Connector, Sink, SourceEvent } from '../connectors/connector.js';
import type { Directives } from '../directives/centre-directives.js';
import type { DirectiveInbox } from '../directives/directive-inbox.js';
import type { Link, LinkStatus } from '../link/link.js';
import type { NamedHealth, Outbox, OutboxCounts, Rejection } from '../outbox/outbox.js';
import type { AgentLog } from './agent-log.js';
import { ConnectorReports } from './connector-reports.js';
import type { Recorder } from './recorder.js';

/** The status of a running agent. */
export interface AgentStatus extends OutboxCounts {
  readonly agentId: string;
  readonly link: LinkStatus;
  readonly connectors: readonly NamedHealth[];
}

export interface RunningAgent {
  readonly agentId: string;
  /** Records facts as a connector would. */
  readonly sink: Sink;
  /** The directives that the secretariat sent to the centre. */
  readonly directives: Directives;
  status(): AgentStatus;
  /** Why the gateway rejected events after a seq, the most frequent reasons first. */
  rejections(afterSeq: number): readonly Rejection[];
  outboxId(): string;
  /**
   * Notes that the server could not use events after it had acknowledged them: they are sent again when their source is
   * read again. @returns how many were not known yet
   */
  notUsed(letters: readonly { readonly seq: number; readonly code: string; readonly reason: string }[]): number;
  /** Forgets that the facts of an import were read, because it is withdrawn. */
  forgetImport(importId: string): void;
  /** Resolves when every recorded event is acknowledged; rejects when the signal is aborted first. */
  drained(signal?: AbortSignal): Promise<void>;
  /** Stops the connectors, then the link, then closes the outbox. No recorded event is lost. */
  stop(): Promise<void>;
}

export interface AgentParts {
  readonly agentId: string;
  readonly outbox: Outbox;
  readonly inbox: DirectiveInbox;
  readonly directives: Directives;
  readonly sink: Recorder;
  readonly link: Link;
  readonly connectors: readonly Connector[];
  /** Seconds between heartbeats; 0 for none. */
  readonly heartbeatSeconds: number;
  readonly now: () => number;
  readonly log: AgentLog;
}

const PRUNE_MS = 10_000;
const DRAIN_POLL_MS = 20;
const SHOWN_REJECTIONS = 20;

/** Starts an agent: its link, its heartbeat, its connectors. @throws the error of a connector that cannot start */
export async function runAgent(parts: AgentParts): Promise<RunningAgent> {
  const agent = new Agent(parts);
  try {
    await agent.start();
  } catch (error) {
    await agent.stop();
    throw error;
  }
  return agent;
}

class Agent implements RunningAgent {
  readonly #parts: AgentParts;
  readonly #stopping = new AbortController();
  readonly #repeating: Repeating[] = [];
  readonly #reports: ConnectorReports;
  #stopped: Promise<void> | undefined;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#reports = new ConnectorReports(parts.connectors);
  }

  get agentId(): string {
    return this.#parts.agentId;
  }

  get sink(): Sink {
    return this.#parts.sink;
  }

  get directives(): Directives {
    return this.#parts.directives;
  }

  async start(): Promise<void> {
    const { link, outbox, connectors, sink, directives, heartbeatSeconds, now } = this.#parts;
    link.start();
    this.#repeat(PRUNE_MS, () => {
      outbox.prune(now());
      this.#saveHealth();
    });
    if (heartbeatSeconds > 0) {
      this.#heartbeat();
      this.#repeat(heartbeatSeconds * 1000, () => this.#heartbeat());
    }
    for (const connector of connectors) await connector.start(sink, this.#stopping.signal, directives);
    this.#saveHealth();
  }

  #saveHealth(): void {
    const { connectors, outbox, now, log } = this.#parts;
    if (connectors.length === 0) return;
    try {
      outbox.saveHealth(this.#reports.all(), now());
    } catch (error) {
      // A disk that is full must not stop the agent: only the status in its folder is older then.
      log.error({}, error instanceof Error ? error.message : String(error));
    }
  }

  #repeat(everyMs: number, work: () => unknown): void {
    const { log } = this.#parts;
    const onError = (error: unknown): void => log.error({}, error instanceof Error ? error.message : String(error));
    this.#repeating.push(repeatEvery(likeTimer(everyMs), work, onError));
  }

  #heartbeat(): void {
    const { sink, outbox, heartbeatSeconds, now, log } = this.#parts;
    if (this.#reports.areSourcesSilent()) return;
    const event: SourceEvent = {
      occurredAtMs: now(),
      clock: 'local',
      fact: {
        case: 'heartbeat',
        value: { intervalSeconds: heartbeatSeconds, outboxPending: BigInt(outbox.pending()) },
      },
    };
    // A heartbeat that cannot be stored may be dropped: the server detects missing heartbeats anyway.
    sink
      .record([event])
      .catch((error: unknown) => log.error({}, error instanceof Error ? error.message : String(error)));
  }

  status(): AgentStatus {
    const { agentId, outbox, link } = this.#parts;
    return {
      ...outbox.counts(),
      agentId,
      link: link.status(),
      connectors: this.#reports.all(),
    };
  }

  rejections(afterSeq: number): readonly Rejection[] {
    return this.#parts.outbox.rejections(afterSeq, SHOWN_REJECTIONS);
  }

  outboxId(): string {
    return this.#parts.outbox.outboxId();
  }

  notUsed(letters: readonly { readonly seq: number; readonly code: string; readonly reason: string }[]): number {
    const { outbox, now } = this.#parts;
    return letters.filter(({ seq, code, reason }) => outbox.reject(seq, code, reason, now())).length;
  }

  forgetImport(importId: string): void {
    this.#parts.outbox.forgetImport(importId);
  }

  drained(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#parts.outbox.pending() === 0) {
          resolve();
          return;
        }
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        setTimeout(look, DRAIN_POLL_MS);
      };
      look();
    });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#repeating.map((one) => one.stop()));
    this.#stopping.abort();
    for (const connector of this.#parts.connectors) await connector.stopped?.();
    await this.#parts.link.stop();
    await this.#parts.sink.stored();
    this.#saveHealth();
    this.#parts.outbox.close();
    this.#parts.inbox.close();
  }
}
