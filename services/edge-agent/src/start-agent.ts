import { join } from 'node:path';
import { type RunningAgent, runAgent } from './agent/agent.js';
import { type AgentLog, SILENT_LOG } from './agent/agent-log.js';
import { ClockOffset } from './agent/clock-offset.js';
import { Recorder } from './agent/recorder.js';
import type { Connector } from './connectors/connector.js';
import { CentreDirectives } from './directives/centre-directives.js';
import { DirectiveSync } from './directives/directive-sync.js';
import { SqliteDirectiveInbox } from './directives/sqlite-directive-inbox.js';
import { Delivery } from './link/delivery.js';
import { GatewayLink } from './link/gateway-link.js';
import { outboxPath } from './outbox/outbox-path.js';
import { SqliteOutbox } from './outbox/sqlite-outbox.js';

/** The version that an agent reports to the gateway. */
const AGENT_VERSION = '0.1.0';

const OFFSET = 'agent.clock_offset_ms';
const DEFAULT_MAX_OUTBOX_BYTES = 1024 ** 3;
const DEFAULT_RETENTION_DAYS = 7;
const DEFAULT_HEARTBEAT_SECONDS = 15;
const DEFAULT_PING_MS = 10_000;
const DEFAULT_MAX_BACKOFF_MS = 10_000;

export interface StartAgentOptions {
  readonly agentId: string;
  /** The centre of the agent; undefined for an agent of several centres (an import). */
  readonly centreId: string | undefined;
  /** http(s) address of the gateway, without a path. */
  readonly gatewayUrl: string;
  readonly key: string;
  /** Folder of the outbox, created if it is missing. Each agent needs its own folder. */
  readonly dataDir: string;
  readonly connectors: readonly Connector[];
  /** Days that acknowledged events are kept; default 7. */
  readonly retentionDays?: number;
  /** Default 1 GiB. */
  readonly maxOutboxBytes?: number;
  /** Default 15; 0 for none. */
  readonly heartbeatSeconds?: number;
  /** Time between pings of the link; default 10 s. */
  readonly pingMs?: number;
  /** Maximum pause before the link is tried again; default 10 s. */
  readonly maxBackoffMs?: number;
  readonly now?: () => number;
  readonly log?: AgentLog;
}

/**
 * Starts an agent in this process. Several agents may run in one process, each with its own folder. The gateway may be
 * unavailable: events are kept and delivered when it is available.
 */
export async function startAgent(options: StartAgentOptions): Promise<RunningAgent> {
  const now = options.now ?? Date.now;
  const log = options.log ?? SILENT_LOG;
  const { agentId, centreId = '' } = options;
  const outbox = new SqliteOutbox({
    path: outboxPath(options.dataDir),
    maxBytes: options.maxOutboxBytes ?? DEFAULT_MAX_OUTBOX_BYTES,
    retentionDays: options.retentionDays ?? DEFAULT_RETENTION_DAYS,
  });
  const clock = new ClockOffset(Number(outbox.checkpoint(OFFSET) ?? 0));
  const onOffset = (offsetMs: number): void => outbox.saveCheckpoint({ name: OFFSET, value: String(offsetMs) });
  const inbox = new SqliteDirectiveInbox(join(options.dataDir, 'directives.db'));
  const onAnswered = (): void => {
    directiveSync.requestReport();
    link.wake();
  };
  const directives = new CentreDirectives(inbox, () => now() + clock.stampedMs, onAnswered);
  const directiveSync = new DirectiveSync(centreId, directives, now, log);
  const version = AGENT_VERSION;
  const link = linkOf(
    options,
    new Delivery({ agentId, centreId, version, outbox, directiveSync, clock, now, log, onOffset }),
    log,
  );
  const sink = new Recorder({ agentId, centreId, outbox, clock, now, onStored: () => link.wake() });
  const { connectors, heartbeatSeconds = DEFAULT_HEARTBEAT_SECONDS } = options;
  return runAgent({ agentId, outbox, inbox, directives, sink, link, connectors, heartbeatSeconds, now, log });
}

const linkOf = (options: StartAgentOptions, delivery: Delivery, log: AgentLog): GatewayLink =>
  new GatewayLink({
    gatewayUrl: options.gatewayUrl,
    key: options.key,
    delivery,
    log,
    pingMs: options.pingMs ?? DEFAULT_PING_MS,
    maxBackoffMs: options.maxBackoffMs ?? DEFAULT_MAX_BACKOFF_MS,
  });
