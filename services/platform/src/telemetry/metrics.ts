import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import type { LogHealth, LogMonitor } from '../event-log/log-monitor.js';
import { type Database, poolState } from '../postgres/database.js';

const RESOLUTION_MS = 10;
const SECONDS = 1e9;

/** A registry in OpenMetrics format, with the figures of the process (CPU, memory, event loop, garbage collection). */
export function makeMetrics(): Registry {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry as unknown as Registry });
  measureEventLoop(registry as unknown as Registry);
  return registry as unknown as Registry;
}

/**
 * `mnara_event_loop_delay_seconds`: how late timers were since the metrics were last read, without the sampling
 * interval.
 */
function measureEventLoop(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const beyond = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / SECONDS - RESOLUTION_MS / 1000) : 0;
  new Gauge({
    name: 'mnara_event_loop_delay_seconds',
    help: 'How late the event loop was since the metrics were last read: median, 99th percentile and maximum.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      this.set({ quantile: '0.5' }, beyond(delay.percentile(50)));
      this.set({ quantile: '0.99' }, beyond(delay.percentile(99)));
      this.set({ quantile: '1' }, delay.count === 0 ? 0 : beyond(delay.max));
      delay.reset();
    },
  });
}

/** `mnara_database_connections{pool,state}` and `mnara_database_waiting{pool}` of each pool. */
export function measurePools(registry: Registry, pools: Readonly<Record<string, Database>>): void {
  new Gauge({
    name: 'mnara_database_connections',
    help: 'Connections to the database, by pool and state.',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, database] of Object.entries(pools)) {
        const state = poolState(database);
        if (state === undefined) continue;
        this.set({ pool, state: 'idle' }, state.idle);
        this.set({ pool, state: 'busy' }, state.open - state.idle);
      }
    },
  });
  new Gauge({
    name: 'mnara_database_waiting',
    help: 'Queries that wait for a connection, by pool.',
    labelNames: ['pool'],
    registers: [registry],
    collect() {
      for (const [pool, database] of Object.entries(pools)) this.set({ pool }, poolState(database)?.waiting ?? 0);
    },
  });
}

/** How long one check of the log is reused, milliseconds: three gauges and /readyz ask at about the same time. */
const LOOK_MS = 500;

/** `mnara_log_reachable`, and the lag of a consumer in events and seconds. */
export function measureLog(registry: Registry, monitor: LogMonitor): void {
  let looked: { readonly at: number; readonly state: Promise<LogHealth> } | undefined;
  const look = (): Promise<LogHealth> => {
    if (looked === undefined || performance.now() - looked.at > LOOK_MS)
      looked = { at: performance.now(), state: monitor.look() };
    return looked.state;
  };
  const gauge = (name: string, help: string, valueIn: (state: LogHealth) => number | undefined): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = valueIn(await look());
        if (value !== undefined) this.set(value);
      },
    });
  gauge('mnara_log_reachable', '1 while the event log can be reached.', ({ isReachable }) => Number(isReachable));
  gauge('mnara_log_lag_events', 'Events in the log that this process has still to apply.', (state) => state.lagEvents);
  gauge('mnara_log_lag_seconds', 'How long the oldest of them has waited.', (state) => state.lagSeconds);
  gauge(
    'mnara_log_stuck_dead_letters',
    'Messages that are not events and cannot be moved to the dead-letter topic now; their partitions wait.',
    ({ lagEvents, stuckLetters }) => (lagEvents === undefined ? undefined : (stuckLetters?.letters ?? 0)),
  );
}
