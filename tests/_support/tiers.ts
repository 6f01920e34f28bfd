import { startPostgres } from './embedded-postgres.js';
import { startTimescale, timescaleMissing } from './timescale-server.js';

/** The kinds of database on which every statement must work; `missing` says why this machine cannot start one. */
export const TIERS = [
  { tier: 'plain PostgreSQL', start: startPostgres, missing: undefined },
  { tier: 'TimescaleDB', start: startTimescale, missing: timescaleMissing },
] as const;
