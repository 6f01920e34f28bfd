import type { KpiInputs, KpiResult, Spread } from './compute.js';
import type { CountName, Measure } from './counts.js';

/** English and Swahili are always present; Kazakh and Russian fall back to English when they are missing. */
export interface Words {
  readonly en: string;
  readonly sw: string;
  readonly kk?: string;
  readonly ru?: string;
}

export type KpiUnit = 'seconds' | 'count' | 'share' | 'per_hour' | 'stars';

/** Which moment assigns a contribution to a period (kpis.md). */
export type KpiClock = 'issued' | 'left_queue' | 'ended' | 'state' | 'slot';

/** A part of KpiInputs that a KPI requires: only these parts are read for it. */
export type KpiNeed = CountName | Measure | 'desk_states' | 'centre_states' | 'silence' | 'idle';

/** The durations that a mean or a percentile is of: its interval is estimated from their histogram. */
export interface Durations {
  readonly measures: readonly Measure[];
  readonly of: (inputs: KpiInputs) => Spread | undefined;
  /** Of a percentile, from 0 to 1; absent: of the mean. */
  readonly p?: number;
}

/** A KPI: its meaning and how it is computed. Its meaning never changes; a new meaning is a new version. */
export interface KpiDefinition {
  readonly id: string;
  readonly version: number;
  readonly unit: KpiUnit;
  readonly clock: KpiClock;
  readonly names: Words;
  readonly definition: Words;
  /** Accepts `id:SECONDS`. */
  readonly takesSeconds: boolean;
  /** Absent: it is neither mean nor percentile of durations, or there is no histogram of them. */
  readonly durations?: Durations;
  /** Its figures have bins: many numbers where other KPIs have one. */
  readonly isDistribution?: true;
  readonly needs: (parameter: number | undefined) => readonly KpiNeed[];
  readonly compute: (inputs: KpiInputs, parameter: number | undefined) => KpiResult;
}

type Texts = readonly [nameEn: string, nameSw: string, definitionEn: string, definitionSw: string];

/** A KPI whose figures have bins. */
export const distributed = (definition: KpiDefinition): KpiDefinition => ({ ...definition, isDistribution: true });

/** Creates a definition of version 1 without a parameter. */
export function kpi(
  id: string,
  unit: KpiUnit,
  clock: KpiClock,
  texts: Texts,
  needs: readonly KpiNeed[],
  compute: (inputs: KpiInputs) => KpiResult,
): KpiDefinition {
  const [nameEn, nameSw, definitionEn, definitionSw] = texts;
  const names = { en: nameEn, sw: nameSw };
  return {
    id,
    version: 1,
    unit,
    clock,
    names,
    definition: { en: definitionEn, sw: definitionSw },
    takesSeconds: false,
    needs: () => needs,
    compute,
  };
}
