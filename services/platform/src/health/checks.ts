import type { LogMonitor } from '../event-log/log-monitor.js';
import { type Database, poolState } from '../postgres/database.js';
import { readSchemaState } from '../postgres/schema-state.js';
import type { Check } from './readiness.js';

const whyOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message === '' ? code : error.message;
};

/** The database answers a question. */
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
        reason: `The database does not answer (${whyOf(error)}); agents keep their events until it does. Look whether it runs, and at DATABASE_URL.`,
      };
    }
  };

/** The database has every migration of this program. */
export const schemaCheck =
  (database: Database): Check =>
  async () => {
    try {
      const { wanted, found, missing } = await readSchemaState(database);
      const detail = { wanted, found: found ?? null };
      if (missing.length === 0) return { ok: true, detail };
      return {
        ok: false,
        reason: `The database lacks the migrations ${missing.join(', ')}; start a processor of this version, which runs them.`,
        detail,
      };
    } catch (error) {
      return { ok: false, reason: `The database's schema version cannot be read (${whyOf(error)}).` };
    }
  };

/** The event log can be reached, and takes what has to be put aside. How far behind a consumer is stands in the detail: lag alone does not make a service unfit. */
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
        reason: `${stuckLetters.letters} messages that are no events cannot be put into the topic of dead letters (${stuckLetters.reason}), and ${stuckLetters.partitions} partitions of events wait behind them; nothing is lost. Make room there, or mend the topic: it goes on by itself.`,
        detail,
      };
    if (isReachable) return { ok: true, detail };
    return {
      ok: false,
      reason: `The event log cannot be reached (${reason ?? 'no reason given'}); look whether the brokers run, and at KAFKA_BROKERS.`,
      detail,
    };
  };
