import type { LogMonitor } from '../event-log/log-monitor.js';
import { type Database, poolState } from '../postgres/database.js';
import { readSchemaState } from '../postgres/schema-state.js';
import type { Check } from './readiness.js';

const whyOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message === '' ? code : error.message;
};

/** Checks that the database answers a query. */
export const databaseCheck =
  (database: Database): Check =>
  async () => {
    const started = performance.now();
    try {
      await database.query('SELECT 1');
      return { ok: true, detail: { answerMs: Math.round(performance.now() - started), ...poolState(database) } };
    } catch (error) {
      return {
        ok: false,
        reason:
          `The database does not answer (${whyOf(error)}); agents keep their events until it does. Check that it ` +
          'runs, and check DATABASE_URL.',
      };
    }
  };

/** Checks that the database has every migration of this program. */
export const schemaCheck =
  (database: Database): Check =>
  async () => {
    try {
      const { wanted, found, missing } = await readSchemaState(database);
      const detail = { wanted, found: found ?? null };
      if (missing.length === 0) return { ok: true, detail };
      return {
        ok: false,
        reason:
          `The database lacks the migrations ${missing.join(', ')}; start a processor of this version, which runs ` +
          'them.',
        detail,
      };
    } catch (error) {
      return { ok: false, reason: `The database's schema version cannot be read (${whyOf(error)}).` };
    }
  };

/**
 * Checks that the event log can be reached and accepts dead letters. The detail shows how far a consumer is behind: lag
 * alone does not make a service unready.
 */
export const eventLogCheck =
  (monitor: LogMonitor): Check =>
  async () => {
    const { kind, isReachable, reason, lagEvents, lagSeconds, stuckLetters } = await monitor.look();
    const detail = {
      kind,
      ...(lagEvents === undefined ? {} : { lagEvents }),
      ...(lagSeconds === undefined ? {} : { lagSeconds }),
    };
    if (isReachable && stuckLetters !== undefined)
      return {
        ok: false,
        reason:
          `${stuckLetters.letters} messages that are not events cannot be moved to the dead-letter topic ` +
          `(${stuckLetters.reason}), and ${stuckLetters.partitions} partitions of events wait behind them; nothing ` +
          'is lost. Free disk space on the brokers, or repair the topic: processing then continues automatically.',
        detail,
      };
    if (isReachable) return { ok: true, detail };
    return {
      ok: false,
      reason:
        `The event log cannot be reached (${reason ?? 'no reason given'}); check that the brokers run, and check ` +
        'KAFKA_BROKERS.',
      detail,
    };
  };
