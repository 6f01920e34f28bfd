import type { ModuleMetadata } from '@nestjs/common';
import type { EndedTokens } from '#administration/access/session-tokens.js';
import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import type { ProviderConfig } from './access/provider-config.js';
import type { QuestionLimits } from './kpi/questions.js';
import type { ReportConfig } from './reports/report-config.js';

/** How many past events are recorded, of the expected number. */
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
  /** Of files that are read row by row: one for each file at once. */
  readonly exports: Database;
}

/** The API's configuration, given by its host. Times are seconds. */
export interface ApiConfig {
  /** Signs session tokens; at least 32 bytes. */
  readonly sessionSecret: Uint8Array;
  /** Which tokens were ended before they expired; absent: tokens cannot be ended. */
  readonly endedTokens?: EndedTokens;
  /** How long the token of a demonstration's visitor is valid; default 900. */
  readonly tokenSeconds?: number;
  /** A person's session that is not renewed for this time ends; default 1800. Open pages renew theirs. */
  readonly idleSeconds?: number;
  /** A person's session ends after this time in any case; default 43200. */
  readonly sessionSeconds?: number;
  /** Through which people may sign in; absent: with a password of this server only. */
  readonly provider?: ProviderConfig;
  /** Embedded demonstration: POST /session signs this viewer in without credentials. Absent: it refuses. */
  readonly demoViewer?: { readonly name: string; readonly scope: Scope; readonly seesStaff: boolean };
  /**
   * In the demonstration, on loopback: a viewer signed in without credentials may also become operator, or manager of a
   * centre.
   */
  readonly mayTryRoles?: boolean;
  /** Origins of other servers whose pages may use the API; the API's own origin is always allowed. */
  readonly allowedOrigins?: readonly string[];
  /** Allows introspection of the schema; only for development. */
  readonly introspection?: boolean;
  /** Folder of the built dashboard; absent: none is served. */
  readonly staticFolder?: string;
  /** Identifies this build; a page of another build reloads itself. */
  readonly buildId: string;
  /** Sends cookies only over HTTPS; must be on unless the server listens on loopback. */
  readonly secureCookies?: boolean;
  /** Cells of a split by people's attributes are hidden when they have fewer legs than this; default 5. */
  readonly smallestCell?: number;
  /**
   * Progress of history that the host's own agents are still loading; undefined or complete: agents' positions are
   * used.
   */
  readonly history?: () => HistoryProgress | undefined;
  /** Maximum number of simultaneous live connections; default 2000. */
  readonly maxConnections?: number;
  /** Connections apart from DATABASE, which then serves writes, administration and sessions; absent: it serves all. */
  readonly databases?: ApiDatabases;
  /** How questions share their connections; default QUESTION_LIMITS. */
  readonly questions?: QuestionLimits;
  /** Scheduled reports; absent: this API makes none by itself. */
  readonly reports?: ReportConfig;
  /** Modules that export DATABASE and STATUS_FEED; not needed when a global module does. */
  readonly imports?: ModuleMetadata['imports'];
  /** The clock, Unix milliseconds. */
  readonly now?: () => number;
}

export const API_CONFIG = Symbol('ApiConfig');

/** The configuration with every default filled in. */
export type FullApiConfig = Required<
  Omit<
    ApiConfig,
    | 'demoViewer'
    | 'provider'
    | 'staticFolder'
    | 'imports'
    | 'history'
    | 'endedTokens'
    | 'databases'
    | 'questions'
    | 'reports'
  >
> &
  Pick<
    ApiConfig,
    'demoViewer' | 'provider' | 'staticFolder' | 'history' | 'endedTokens' | 'databases' | 'questions' | 'reports'
  >;

export function fullConfig({ imports: _imports, ...config }: ApiConfig): FullApiConfig {
  return {
    tokenSeconds: 900,
    idleSeconds: 1800,
    sessionSeconds: 43_200,
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
