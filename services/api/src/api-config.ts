import type { ModuleMetadata } from '@nestjs/common';
import type { EndedTokens } from '#administration/access/session-tokens.js';
import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import type { QuestionLimits } from './kpi/questions.js';

/** Events of the past that are recorded, of those that are expected to be. */
export interface HistoryProgress {
  readonly recorded: number;
  readonly expected: number;
  readonly isDone: boolean;
}

/** Connections of an API that may not wait for one another. */
export interface ApiDatabases {
  /** Of the figures of now: no question can take them. */
  readonly live: Database;
  /** Of KPI tables: one for each question at once. */
  readonly questions: Database;
}

/** What the host decides for the API. Times are seconds. */
export interface ApiConfig {
  /** Signs session tokens; at least 32 bytes. */
  readonly sessionSecret: Uint8Array;
  /** Which tokens were ended before their time; absent: none can be. */
  readonly endedTokens?: EndedTokens;
  /** How long a token holds; default 900. */
  readonly tokenSeconds?: number;
  /** Embedded demonstration: POST /session signs this viewer in without asking. Absent: it refuses. */
  readonly demoViewer?: { readonly name: string; readonly scope: Scope; readonly seesStaff: boolean };
  /** In the demonstration, on loopback: who is signed in without asking may also become operator, or manager of a centre. */
  readonly mayTryRoles?: boolean;
  /** Origins of other servers whose pages may use the API; its own is always allowed. */
  readonly allowedOrigins?: readonly string[];
  /** Answers questions about the schema itself; only for development. */
  readonly introspection?: boolean;
  /** The built dashboard; absent: none is served. */
  readonly staticFolder?: string;
  /** Names this build; a page of another build reloads itself. */
  readonly buildId: string;
  /** Cookies only over HTTPS; on wherever the server is not on loopback. */
  readonly secureCookies?: boolean;
  /** Cells of a split by people's attributes with fewer legs are hidden; default 5. */
  readonly smallestCell?: number;
  /** How far history is that agents in the host's own hands still fill; undefined, or done: positions of agents say it. */
  readonly history?: () => HistoryProgress | undefined;
  /** Live connections at once; default 2000. */
  readonly maxConnections?: number;
  /** Connections apart from DATABASE, which then serves writes, administration and sessions; absent: it serves all. */
  readonly databases?: ApiDatabases;
  /** How questions share their connections; default QUESTION_LIMITS. */
  readonly questions?: QuestionLimits;
  /** Modules that export DATABASE and STATUS_FEED, unless a global module does. */
  readonly imports?: ModuleMetadata['imports'];
  /** The clock, Unix milliseconds. */
  readonly now?: () => number;
}

export const API_CONFIG = Symbol('ApiConfig');

/** The configuration with every default filled in. */
export type FullApiConfig = Required<
  Omit<ApiConfig, 'demoViewer' | 'staticFolder' | 'imports' | 'history' | 'endedTokens' | 'databases' | 'questions'>
> &
  Pick<ApiConfig, 'demoViewer' | 'staticFolder' | 'history' | 'endedTokens' | 'databases' | 'questions'>;

export function fullConfig({ imports: _imports, ...config }: ApiConfig): FullApiConfig {
  return {
    tokenSeconds: 900,
    allowedOrigins: [],
    introspection: false,
    mayTryRoles: false,
    secureCookies: false,
    smallestCell: 5,
    maxConnections: 2000,
    now: Date.now,
    ...config,
  };
}
