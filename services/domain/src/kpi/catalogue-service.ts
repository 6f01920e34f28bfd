import { type Durations, distributed, type KpiDefinition, kpi } from './catalogue-entry.js';
import { countOf, type DeskStateName, type KpiInputs, NO_DATA, ratio, share, stateSeconds } from './compute.js';
import { distributionOf, percentile } from './compute-spread.js';

const SERVICE_KNOWN = ['service_n', 'served'] as const;
const VISIT_KNOWN = ['visit_n', 'ended', 'transferred'] as const;
const WALK_KNOWN = ['walk_n', 'ended'] as const;
const serviceKnown = (inputs: KpiInputs): number | null =>
  share(countOf(inputs, 'service_n'), countOf(inputs, 'served'));
const visitKnown = (inputs: KpiInputs): number | null =>
  share(countOf(inputs, 'visit_n'), countOf(inputs, 'ended') - countOf(inputs, 'transferred'));
const walkKnown = (inputs: KpiInputs): number | null => share(countOf(inputs, 'walk_n'), countOf(inputs, 'ended'));

const SERVICE_TIMES: Durations = { measures: ['service_time'], of: ({ spreads }) => spreads.service_time };
const VISIT_TIMES: Durations = { measures: ['visit_time'], of: ({ spreads }) => spreads.visit_time };

const serviceRank = (rank: number): KpiDefinition => ({
  ...kpi(
    `service_time_p${rank}`,
    'seconds',
    'ended',
    [
      `Service time, ${rank}th percentile`,
      `Muda wa huduma, asilimia ya ${rank}`,
      `${rank} of 100 services take at most this long, start to end minus holds, over served legs.`,
      `Kati ya huduma 100, ${rank} huchukua muda huu au chini yake, bila kusitishwa, kwa waliohudumiwa.`,
    ],
    [...SERVICE_KNOWN, 'service_time'],
    (inputs) => percentile(inputs.spreads.service_time, rank / 100, serviceKnown(inputs)),
  ),
  durations: { ...SERVICE_TIMES, p: rank / 100 },
});

const state = (id: string, column: DeskStateName, ...texts: [string, string, string, string]): KpiDefinition =>
  kpi(id, 'seconds', 'state', texts, ['desk_states'], (inputs) => stateSeconds(inputs.deskMs?.[column]));

const deskSeconds = (inputs: KpiInputs, column: DeskStateName): number => (inputs.deskMs?.[column] ?? 0) / 1000;

/** Visit, walk, service and desks of kpis.md. */
export const SERVICE_KPIS: readonly KpiDefinition[] = [
  {
    ...kpi(
      'visit_time_mean',
      'seconds',
      'ended',
      [
        'Visit time, mean',
        'Muda wa ziara, wastani',
        "Mean of the visit's first issue to its last end.",
        'Wastani wa muda tangu tiketi ya kwanza ya ziara hadi mwisho wake.',
      ],
      ['visit_ms', ...VISIT_KNOWN],
      (inputs) => ratio(countOf(inputs, 'visit_ms') / 1000, countOf(inputs, 'visit_n'), visitKnown(inputs)),
    ),
    durations: VISIT_TIMES,
  },
  {
    ...kpi(
      'visit_time_p90',
      'seconds',
      'ended',
      [
        'Visit time, 90th percentile',
        'Muda wa ziara, asilimia ya 90',
        '90 of 100 visits take at most this long, first issue to last end.',
        'Kati ya ziara 100, 90 huchukua muda huu au chini yake.',
      ],
      [...VISIT_KNOWN, 'visit_time'],
      (inputs) => percentile(inputs.spreads.visit_time, 0.9, visitKnown(inputs)),
    ),
    durations: { ...VISIT_TIMES, p: 0.9 },
  },
  distributed(
    kpi(
      'visit_time_distribution',
      'count',
      'ended',
      [
        'Visits by length',
        'Muda wa ziara kwa urefu',
        'How many visits (first issue to last end) are how long, in the bins of the histogram.',
        'Ziara ngapi huchukua muda gani (tiketi ya kwanza hadi mwisho), katika makundi ya histogramu.',
      ],
      [...VISIT_KNOWN, 'visit_time'],
      (inputs) => distributionOf(inputs.spreads.visit_time, visitKnown(inputs)),
    ),
  ),
  kpi(
    'walk_mean',
    'seconds',
    'ended',
    [
      'Walk, mean',
      'Kutembea, wastani',
      'Mean of the first call to the start of service, recalls included.',
      'Wastani wa muda tangu mwito wa kwanza hadi huduma kuanza; miito ya marudio imo.',
    ],
    ['walk_ms', ...WALK_KNOWN],
    (inputs) => ratio(countOf(inputs, 'walk_ms') / 1000, countOf(inputs, 'walk_n'), walkKnown(inputs)),
  ),
  {
    ...kpi(
      'service_time_mean',
      'seconds',
      'ended',
      [
        'Service time, mean',
        'Muda wa huduma, wastani',
        'Mean of start to end minus holds, over served legs.',
        'Wastani wa muda wa huduma bila kusitishwa, kwa waliohudumiwa.',
      ],
      ['service_ms', ...SERVICE_KNOWN],
      (inputs) => ratio(countOf(inputs, 'service_ms') / 1000, countOf(inputs, 'service_n'), serviceKnown(inputs)),
    ),
    durations: SERVICE_TIMES,
  },
  serviceRank(50),
  serviceRank(90),
  distributed(
    kpi(
      'service_time_distribution',
      'count',
      'ended',
      [
        'Services by length',
        'Muda wa huduma kwa urefu',
        'How many services (start to end minus holds) are how long, in the bins of the histogram, over served legs.',
        'Huduma ngapi huchukua muda gani, bila kusitishwa, katika makundi ya histogramu, kwa waliohudumiwa.',
      ],
      [...SERVICE_KNOWN, 'service_time'],
      (inputs) => distributionOf(inputs.spreads.service_time, serviceKnown(inputs)),
    ),
  ),
  kpi(
    'hold_mean',
    'seconds',
    'ended',
    [
      'Hold, mean',
      'Kusitishwa, wastani',
      'Seconds on hold / legs with a hold.',
      'Sekunde za kusitishwa / hatua zilizositishwa.',
    ],
    ['hold_ms', 'hold_n'],
    (inputs) => ratio(countOf(inputs, 'hold_ms') / 1000, countOf(inputs, 'hold_n'), 1),
  ),
  kpi(
    'quick_close_rate',
    'share',
    'ended',
    [
      'Quick closes',
      'Zilizofungwa haraka',
      "Served under the service's shortest plausible time / served.",
      'Waliohudumiwa chini ya muda mfupi unaowezekana / waliohudumiwa.',
    ],
    ['quick_closes', ...SERVICE_KNOWN],
    (inputs) => ratio(countOf(inputs, 'quick_closes'), countOf(inputs, 'served'), serviceKnown(inputs)),
  ),
  state(
    'desk_open_time',
    'open_ms',
    'Desk open time',
    'Muda dawati kuwa wazi',
    'Seconds that desks were open.',
    'Sekunde ambazo madawati yalikuwa wazi.',
  ),
  state(
    'staff_login_time',
    'logged_in_ms',
    'Staff log-in time',
    'Muda wa wahudumu kuingia',
    'Seconds that staff were logged in at desks.',
    'Sekunde ambazo wahudumu walikuwa wameingia kwenye madawati.',
  ),
  state(
    'serving_time',
    'serving_ms',
    'Serving time',
    'Muda wa kuhudumia',
    'Seconds in the state serving.',
    'Sekunde katika hali ya kuhudumia.',
  ),
  state(
    'available_time',
    'available_ms',
    'Available time',
    'Muda wa kuwa tayari',
    'Seconds in the state available.',
    'Sekunde katika hali ya kuwa tayari.',
  ),
  state('break_time', 'break_ms', 'Break time', 'Muda wa mapumziko', 'Seconds on a break.', 'Sekunde za mapumziko.'),
  state(
    'back_office_time',
    'back_office_ms',
    'Back-office time',
    'Muda wa kazi za ndani',
    'Seconds in the back office.',
    'Sekunde za kazi za ndani.',
  ),
  kpi(
    'transactions_per_desk_hour',
    'per_hour',
    'state',
    [
      'Transactions per desk hour',
      'Miamala kwa saa ya dawati',
      'Transactions / hours that desks were open.',
      'Miamala / saa ambazo madawati yalikuwa wazi.',
    ],
    ['transactions', 'desk_states'],
    (inputs) => ratio(countOf(inputs, 'transactions'), deskSeconds(inputs, 'open_ms') / 3600, null),
  ),
  kpi(
    'occupancy',
    'share',
    'state',
    [
      'Occupancy',
      'Ushughulikaji',
      'Serving time / (serving + available time).',
      'Muda wa kuhudumia / (kuhudumia + kuwa tayari).',
    ],
    ['desk_states'],
    (inputs) => {
      if (inputs.deskMs?.available_ms === undefined) return NO_DATA;
      const serving = deskSeconds(inputs, 'serving_ms');
      return ratio(serving, serving + deskSeconds(inputs, 'available_ms'), null);
    },
  ),
  kpi(
    'idle_while_waiting_time',
    'seconds',
    'state',
    [
      'Idle while people wait',
      'Kukaa tayari huku watu wakisubiri',
      'Seconds that a desk is available while someone that it could serve waits.',
      'Sekunde ambazo dawati liko tayari huku anayeweza kuhudumiwa nalo anasubiri.',
    ],
    ['idle'],
    (inputs) => stateSeconds(inputs.idleMs),
  ),
];
