import type { KpiInputs, KpiResult } from './compute.js';
import type { CountName, Measure } from './counts.js';

/** English and Swahili are always there; Kazakh and Russian fall back to English until they are. */
export interface Words {
  readonly en: string;
  readonly sw: string;
  readonly kk?: string;
  readonly ru?: string;
}

export type KpiUnit = 'seconds' | 'count' | 'share' | 'per_hour' | 'stars';

/** Which moment puts a contribution into a period (kpis.md). */
export type KpiClock = 'issued' | 'left_queue' | 'ended' | 'state';

/** A part of KpiInputs that a KPI cannot do without: only what it names is read for it. */
export type KpiNeed = CountName | Measure | 'desk_states' | 'centre_states' | 'silence' | 'idle';

/** A KPI: what it means and how it is computed. Its meaning never changes; a new meaning is a new version. */
export interface KpiDefinition {
  readonly id: string;
  readonly version: number;
  readonly unit: KpiUnit;
  readonly clock: KpiClock;
  readonly names: Words;
  readonly definition: Words;
  /** Takes `id:SECONDS`. */
  readonly takesSeconds: boolean;
  readonly needs: (parameter: number | undefined) => readonly KpiNeed[];
  readonly compute: (inputs: KpiInputs, parameter: number | undefined) => KpiResult;
}

type Texts = readonly [nameEn: string, nameSw: string, definitionEn: string, definitionSw: string];

/** Writes a version 1 definition without a parameter. */
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
