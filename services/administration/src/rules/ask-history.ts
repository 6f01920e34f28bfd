import type { Rule } from '#domain/alert/rule.js';
import { type BacktestResult, backtest, MAX_BACKTEST_STEPS, stepsOf } from '#domain/alert/trial/backtest.js';
import { readLocal } from '#domain/calendar/period.js';
import type { Database } from '#platform/postgres/database.js';
import { AlertHistory } from '#store/alerts/alert-history.js';

/** The request for a backtest; dates as people write them, in the network's time zone. */
export interface BacktestRequest {
  readonly rules: readonly Rule[];
  readonly from: string;
  readonly to: string;
}

export type BacktestAnswer =
  | ({ readonly ok: true } & BacktestResult)
  | { readonly ok: false; readonly faults: readonly string[] };

/** Runs rules over stored history. For a period that is invalid or too long, the answer says how to fix it. */
export async function askHistory(database: Database, { rules, from, to }: BacktestRequest): Promise<BacktestAnswer> {
  const history = new AlertHistory(database);
  const { timeZone } = await history.places();
  const start = readLocal(from, timeZone)?.at;
  const end = readLocal(to, timeZone)?.at;
  const reject = (fault: string): BacktestAnswer => ({ ok: false, faults: [fault] });
  if (start === undefined || end === undefined)
    return reject(`--from ${from} or --to ${to} is not a date; write ISO dates, as 2026-11-24 or 2026-11-24T09:00.`);
  if (end <= start) return reject(`--to ${to} is not after --from ${from}; it is exclusive.`);
  const steps = rules.reduce((sum, rule) => sum + stepsOf(rule, start, end), 0);
  if (steps > MAX_BACKTEST_STEPS)
    return reject(
      `This takes ${steps} evaluations of history, more than ${MAX_BACKTEST_STEPS}; choose a shorter period, or ` +
        'one rule with --rule.',
    );
  return { ok: true, ...(await backtest(rules, history, start, end)) };
}
