import { distributed, type KpiDefinition, kpi } from './catalogue-entry.js';
import {
  countOf,
  DEMAND_COUNTS,
  demandOf,
  type KpiInputs,
  type KpiResult,
  NO_DATA,
  ratio,
  type Spread,
  share,
} from './compute.js';
import { aboveZero, atMost, distributionOf, largest, mergeSpreads, percentile } from './compute-spread.js';
import type { CountName, Measure } from './counts.js';

const WAIT_KNOWN = ['wait_n', ...DEMAND_COUNTS] as const;
const SERVED_WAIT_KNOWN = ['served_wait_n', 'demand_started', 'no_shows'] as const;
const TARGET_COUNTS = ['within_target', 'target_n', ...WAIT_KNOWN] as const;
const WAITS = ['wait_called', 'wait_abandoned'] as const;
const demandWaits = (inputs: KpiInputs): Spread | undefined =>
  mergeSpreads([inputs.spreads.wait_called, inputs.spreads.wait_abandoned]);
const waitKnown = (inputs: KpiInputs): number | null => share(countOf(inputs, 'wait_n'), demandOf(inputs));
const servedWaitKnown = (inputs: KpiInputs): number | null =>
  share(countOf(inputs, 'served_wait_n'), countOf(inputs, 'demand_started') + countOf(inputs, 'no_shows'));

interface Family {
  readonly prefix: string;
  readonly nameEn: string;
  readonly nameSw: string;
  readonly overEn: string;
  readonly overSw: string;
  readonly waits: (inputs: KpiInputs) => Spread | undefined;
  readonly measures: readonly Measure[];
  readonly known: (inputs: KpiInputs) => number | null;
  /** Counts that `known` is computed from. */
  readonly knownFrom: readonly CountName[];
  readonly total: readonly [
    'wait_ms' | 'served_wait_ms' | 'queued_wait_ms',
    'wait_n' | 'served_wait_n' | 'queued_wait_n',
  ];
}

const FAMILIES: readonly Family[] = [
  {
    prefix: 'wait',
    nameEn: 'Wait',
    nameSw: 'Kusubiri',
    overEn: 'over demand',
    overSw: 'katika mahitaji yote',
    waits: demandWaits,
    measures: WAITS,
    known: waitKnown,
    knownFrom: WAIT_KNOWN,
    total: ['wait_ms', 'wait_n'],
  },
  {
    prefix: 'served_wait',
    nameEn: 'Wait of those called',
    nameSw: 'Kusubiri kwa walioitwa',
    overEn: 'over legs that were called and then served or no-show',
    overSw: 'katika hatua zilizoitwa, zikahudumiwa au mteja hakufika',
    waits: (inputs) => inputs.spreads.wait_called,
    measures: ['wait_called'],
    known: servedWaitKnown,
    knownFrom: SERVED_WAIT_KNOWN,
    total: ['served_wait_ms', 'served_wait_n'],
  },
  {
    prefix: 'queued_wait',
    nameEn: 'Wait of those who queued',
    nameSw: 'Kusubiri kwa waliopanga foleni',
    overEn: 'over demand with a wait above 0',
    overSw: 'katika mahitaji yaliyosubiri zaidi ya sekunde 0',
    waits: (inputs) => aboveZero(demandWaits(inputs)),
    measures: WAITS,
    known: waitKnown,
    knownFrom: WAIT_KNOWN,
    total: ['queued_wait_ms', 'queued_wait_n'],
  },
];

const WAIT_EN = 'issue to the first call that led on, or to leaving';
const WAIT_SW = 'tangu tiketi hadi mwito wa kwanza uliozaa huduma, au hadi kuondoka';

function familyKpis({
  prefix,
  nameEn,
  nameSw,
  overEn,
  overSw,
  waits,
  measures,
  known,
  knownFrom,
  total,
}: Family): KpiDefinition[] {
  const [ms, n] = total;
  const mean = kpi(
    `${prefix}_mean`,
    'seconds',
    'left_queue',
    [
      `${nameEn}, mean`,
      `${nameSw}, wastani`,
      `Mean of ${WAIT_EN}, ${overEn}.`,
      `Wastani wa muda ${WAIT_SW}, ${overSw}.`,
    ],
    [...total, ...knownFrom],
    (inputs) => ratio(countOf(inputs, ms) / 1000, countOf(inputs, n), known(inputs)),
  );
  const durations = { measures, of: waits };
  const ranks = [50, 90, 95].map((rank) => ({
    ...kpi(
      `${prefix}_p${rank}`,
      'seconds',
      'left_queue',
      [
        `${nameEn}, ${rank}th percentile`,
        `${nameSw}, asilimia ya ${rank}`,
        `${rank} of 100 waits (${WAIT_EN}) are at most this long, ${overEn}.`,
        `Kati ya kila 100, ${rank} husubiri muda huu au chini yake (${WAIT_SW}), ${overSw}.`,
      ],
      [...knownFrom, ...WAITS],
      (inputs) => percentile(waits(inputs), rank / 100, known(inputs)),
    ),
    durations: { ...durations, p: rank / 100 },
  }));
  return [{ ...mean, durations }, ...ranks];
}

/** Called within a limit over demand: the service's own target without a parameter, otherwise that many seconds. */
function serviceLevel(inputs: KpiInputs, seconds: number | undefined): KpiResult {
  const demand = demandOf(inputs);
  if (seconds === undefined) {
    return ratio(countOf(inputs, 'within_target'), countOf(inputs, 'target_n'), waitKnown(inputs));
  }
  if (demand === 0) return NO_DATA;
  const { n, unsure } = atMost(inputs.spreads.wait_called, seconds);
  return { ...ratio(n, demand, waitKnown(inputs)), errorBound: unsure / demand };
}

/** Waiting of kpis.md. */
export const WAIT_KPIS: readonly KpiDefinition[] = [
  ...FAMILIES.flatMap(familyKpis),
  kpi(
    'wait_max',
    'seconds',
    'left_queue',
    [
      'Longest wait',
      'Kusubiri kwa muda mrefu zaidi',
      `The longest of all waits (${WAIT_EN}), over demand.`,
      `Muda mrefu zaidi wa kusubiri (${WAIT_SW}), katika mahitaji yote.`,
    ],
    [...WAIT_KNOWN, ...WAITS],
    (inputs) => largest(demandWaits(inputs), waitKnown(inputs)),
  ),
  distributed(
    kpi(
      'wait_distribution',
      'count',
      'left_queue',
      [
        'Waits by length',
        'Muda wa kusubiri kwa urefu',
        `How many waits (${WAIT_EN}) are how long, in the bins of the histogram, over demand.`,
        `Wangapi walisubiri kwa muda gani (${WAIT_SW}), katika makundi ya histogramu, katika mahitaji yote.`,
      ],
      [...WAIT_KNOWN, ...WAITS],
      (inputs) => distributionOf(demandWaits(inputs), waitKnown(inputs)),
    ),
  ),
  {
    ...kpi(
      'service_level',
      'share',
      'left_queue',
      [
        'Service level',
        'Kiwango cha huduma',
        "Legs called within the target / demand. Without a parameter the target is the service's own, and demand is that of services with a target; with one it is that many seconds.",
        'Hatua zilizoitwa ndani ya lengo / mahitaji. Bila kigezo lengo ni la huduma yenyewe, na mahitaji ni ya huduma zenye lengo; kikiwepo ni sekunde hizo.',
      ],
      TARGET_COUNTS,
      (inputs) => serviceLevel(inputs, undefined),
    ),
    takesSeconds: true,
    needs: (seconds) => (seconds === undefined ? TARGET_COUNTS : [...WAIT_KNOWN, 'wait_called']),
    compute: serviceLevel,
  },
];
