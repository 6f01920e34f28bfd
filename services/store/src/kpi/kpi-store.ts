import type { Scope } from '#domain/access/viewer.js';
import type { TimeGroup } from '#domain/calendar/period.js';
import type { KpiInputs, Spread } from '#domain/kpi/compute.js';
import type { IdleDesk, Waiting } from '#domain/kpi/compute-idle.js';
import type { Measure } from '#domain/kpi/counts.js';
import { KPI_SPLITS, type KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { Directory } from '../network/directory.js';

/** Places and people that figures are grouped by, beside the network. */
export const PLACE_KEYS = ['region', 'centre', 'desk', 'staff', 'agency', 'service', 'channel'] as const;
export type PlaceGroup = 'network' | (typeof PLACE_KEYS)[number];
export type KpiGroup = PlaceGroup | TimeGroup;
export type FilterKey = Exclude<PlaceGroup, 'network'> | KpiSplit;
/** By what figures may be filtered. */
export const FILTER_KEYS: readonly FilterKey[] = [...new Set<FilterKey>([...PLACE_KEYS, ...KPI_SPLITS])];

/** Values of one key; any of them will do. */
export interface Filter {
  readonly key: FilterKey;
  readonly values: readonly string[];
}

/** What of the facts a table is made from. */
export interface KpiQuery {
  readonly groups: readonly KpiGroup[];
  readonly split: KpiSplit | undefined;
  readonly filters: readonly Filter[];
  /** By the clock of the zone: 2026-11-24T00:00:00, to is exclusive. */
  readonly from: string;
  readonly to: string;
  readonly networkId: string;
  /** The network's zone, or undefined: each centre's own. */
  readonly zone: string | undefined;
}

/** Which table counts are summed from. */
export type CountSource = 'quarter' | 'desk_hour' | 'segment_day' | 'legs';

/** One cell: the values of the query's groups, then of its split where it has one. */
export interface Cell<Sums> {
  readonly key: readonly string[];
  readonly sums: Sums;
}

/** A time in which an agent was silent, or (`isSilent` false) could have been: it sends heartbeats and was enrolled. */
export interface Silence {
  readonly isSilent: boolean;
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
}

/** What idle while waiting is computed from, of one centre; all spans lie inside the period. */
export interface IdleCentre {
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly desks: readonly (IdleDesk & { readonly deskId: string })[];
  readonly waiting: readonly Waiting[];
}

/** Sums that KPIs are computed from. Whatever is asked, only what lies inside the scope is read. */
export interface KpiStore {
  counts(scope: Scope, query: KpiQuery, source: CountSource): Promise<readonly Cell<readonly number[]>[]>;
  spreads(
    scope: Scope,
    query: KpiQuery,
    measures: readonly Measure[],
    source: 'bins' | 'legs',
  ): Promise<readonly Cell<Partial<Record<Measure, Spread>>>[]>;
  deskStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['deskMs']>>[]>;
  centreStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['centreMs']>>[]>;
  /** Silences inside the period, one that still lasts up to `now`, and the times in which agents could have been silent. */
  silences(scope: Scope, query: KpiQuery, now: number): Promise<readonly Silence[]>;
  /** Centres with desks whose timelines are known, and everybody who waited there. */
  idle(scope: Scope, query: KpiQuery, now: number): Promise<readonly IdleCentre[]>;
  /** From when on all legs of the asked centres are there, Unix milliseconds; 0 where nothing was deleted. */
  keptFrom(scope: Scope, query: KpiQuery): Promise<number>;
}
export const KPI_STORE = Symbol('KpiStore');

/** Reads what the network consists of. */
export interface DirectoryStore {
  read(scope: Scope): Promise<Directory>;
  /** Another text whenever a read would give another answer; costs little however large the network is. */
  version(): Promise<string>;
}
export const DIRECTORY_STORE = Symbol('DirectoryStore');

export interface AgentPosition {
  readonly agentId: string;
  readonly outboxId: string;
  readonly centreId: string | null;
  readonly recorded: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly inFlight: number;
  readonly redelivered: number;
  readonly lastReceivedAt: number | null;
}

export interface DeadLetterCount {
  readonly agentId: string;
  readonly centreId: string;
  readonly code: string;
  readonly reason: string;
  readonly n: number;
  readonly newestAt: number;
}

export interface DataDefect {
  readonly centreId: string;
  readonly defect: string;
  readonly n: number;
}

export interface Backfill {
  readonly pendingEvents: number;
  readonly appliedEvents: number;
  readonly share: number;
}

/** How well the pipeline itself does. Agency viewers see none of it: it is of whole centres. */
export interface QualityStore {
  positions(scope: Scope): Promise<readonly AgentPosition[]>;
  deadLetters(scope: Scope): Promise<readonly DeadLetterCount[]>;
  /** @param from ISO date, inclusive; @param to ISO date, exclusive */
  defects(scope: Scope, from: string | undefined, to: string | undefined): Promise<readonly DataDefect[]>;
  backfill(scope: Scope, now: number): Promise<Backfill | undefined>;
}
export const QUALITY_STORE = Symbol('QualityStore');
