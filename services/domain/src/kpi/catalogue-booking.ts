import { type KpiDefinition, kpi } from './catalogue-entry.js';
import { countOf, DEMAND_COUNTS, demandOf, type KpiInputs, type KpiResult, NO_DATA, ratio, share } from './compute.js';
import type { CountName } from './counts.js';

const bookingTally = (id: string, name: CountName, ...texts: [string, string, string, string]): KpiDefinition =>
  kpi(id, 'count', 'slot', texts, ['bookings', name], (inputs) => {
    const n = countOf(inputs, name);
    if (countOf(inputs, 'bookings') <= 0) return NO_DATA;
    return { value: n, n, d: null, complete: 1, errorBound: 0, noData: false };
  });

/** Appointments that nobody cancelled. */
const kept = (inputs: KpiInputs): number => countOf(inputs, 'bookings') - countOf(inputs, 'bookings_cancelled');

const ARRIVALS = ['bookings_early', 'bookings_on_time', 'bookings_late'] as const;
const arrivals = (inputs: KpiInputs): number => ARRIVALS.reduce((total, name) => total + countOf(inputs, name), 0);

/** Mean of a sum of milliseconds, in seconds. */
const mean = (ms: number, n: number, complete: number | null): KpiResult => ratio(ms / 1000, n, complete);

/** Missed and held against all that are known to have come or not. */
function noShowRate(inputs: KpiInputs): KpiResult {
  const missed = countOf(inputs, 'bookings_missed');
  const due = missed + countOf(inputs, 'bookings_arrived');
  return ratio(missed, due, share(due - countOf(inputs, 'bookings_missed_derived'), due));
}

const COMING: readonly KpiDefinition[] = [
  kpi(
    'booked_share',
    'share',
    'issued',
    [
      'Booked share',
      'Sehemu ya wenye miadi',
      'Visits with a ticket that names an appointment / visits.',
      'Ziara zenye tiketi inayotaja miadi / ziara.',
    ],
    ['booked_visits', 'visits'],
    (inputs) => ratio(countOf(inputs, 'booked_visits'), countOf(inputs, 'visits'), 1),
  ),
  bookingTally(
    'bookings',
    'bookings',
    'Appointments',
    'Miadi',
    'Appointments by the start of their newest slot, cancelled ones included.',
    'Miadi kwa mwanzo wa nafasi yake ya mwisho, pamoja na iliyofutwa.',
  ),
  bookingTally(
    'bookings_missed',
    'bookings_missed',
    'Missed appointments',
    'Miadi iliyokoswa',
    'Appointments whose customer did not come, by an event or because the day of the slot is over.',
    'Miadi ambayo mteja hakuja, kwa tukio au kwa sababu siku ya nafasi imekwisha.',
  ),
  kpi(
    'booking_no_show_rate',
    'share',
    'slot',
    [
      'No-show rate of appointments',
      'Kiwango cha miadi iliyokoswa',
      'Missed appointments / missed and arrived ones. Complete: the share that an event states.',
      'Miadi iliyokoswa / iliyokoswa na iliyofikiwa. Kamili: sehemu iliyotajwa na tukio.',
    ],
    ['bookings_missed', 'bookings_missed_derived', 'bookings_arrived'],
    noShowRate,
  ),
  kpi(
    'booking_cancel_rate',
    'share',
    'slot',
    [
      'Cancelled share of appointments',
      'Sehemu ya miadi iliyofutwa',
      'Cancelled appointments / appointments.',
      'Miadi iliyofutwa / miadi.',
    ],
    ['bookings_cancelled', 'bookings'],
    (inputs) => ratio(countOf(inputs, 'bookings_cancelled'), countOf(inputs, 'bookings'), 1),
  ),
  kpi(
    'booking_lead_mean',
    'seconds',
    'slot',
    [
      'Lead time of appointments, mean',
      'Muda kabla ya miadi, wastani',
      'Mean time from the booking to the start of the slot, over appointments that nobody cancelled.',
      'Wastani wa muda tangu kuweka miadi hadi mwanzo wa nafasi, kwa miadi isiyofutwa.',
    ],
    ['lead_ms', 'lead_n', 'bookings', 'bookings_cancelled'],
    (inputs) => {
      const n = countOf(inputs, 'lead_n');
      return mean(countOf(inputs, 'lead_ms'), n, share(n, kept(inputs)));
    },
  ),
];

const PUNCTUALITY: readonly KpiDefinition[] = [
  kpi(
    'customer_punctuality',
    'share',
    'slot',
    [
      'Punctuality of customers',
      'Ufikaji wa wateja kwa wakati',
      "Booked customers who came before the slot or within the service's grace after it / those whose arrival is known.",
      'Wateja wenye miadi waliofika kabla ya nafasi au ndani ya muda wa neema / wale ambao kufika kwao kunajulikana.',
    ],
    [...ARRIVALS, 'bookings_arrived'],
    (inputs) => {
      const known = arrivals(inputs);
      return ratio(known - countOf(inputs, 'bookings_late'), known, share(known, countOf(inputs, 'bookings_arrived')));
    },
  ),
  kpi(
    'early_arrival_rate',
    'share',
    'slot',
    [
      'Early booked customers',
      'Wenye miadi waliowahi',
      "Booked customers who came earlier than the service's limit before the slot / those whose arrival is known.",
      'Wateja wenye miadi waliofika mapema kuliko kikomo cha huduma / wale ambao kufika kwao kunajulikana.',
    ],
    [...ARRIVALS, 'bookings_arrived'],
    (inputs) => {
      const known = arrivals(inputs);
      return ratio(countOf(inputs, 'bookings_early'), known, share(known, countOf(inputs, 'bookings_arrived')));
    },
  ),
  kpi(
    'centre_punctuality',
    'share',
    'slot',
    [
      'Punctuality of the centre',
      'Uzingatiaji wa miadi wa kituo',
      "Booked customers called within the service's limit after the slot began, or after they came within the grace / " +
        'those who were not late and whose wait is known.',
      'Wenye miadi walioitwa ndani ya kikomo cha huduma baada ya nafasi kuanza au baada ya kufika / wasiochelewa ambao ' +
        'kusubiri kwao kunajulikana.',
    ],
    ['booked_calls_punctual', 'booked_calls_due', ...ARRIVALS],
    (inputs) => {
      const due = countOf(inputs, 'booked_calls_due');
      const inTime = arrivals(inputs) - countOf(inputs, 'bookings_late');
      return ratio(countOf(inputs, 'booked_calls_punctual'), due, share(due, inTime));
    },
  ),
];

const WAITS_AND_USE: readonly KpiDefinition[] = [
  kpi(
    'booked_wait_mean',
    'seconds',
    'slot',
    [
      'Wait of booked customers, mean',
      'Kusubiri kwa wenye miadi, wastani',
      'Mean from the later of arrival and start of the slot to the first call that led on, or to leaving.',
      'Wastani tangu kufika au mwanzo wa nafasi, ulio wa baadaye, hadi mwito wa kwanza uliozaa huduma au kuondoka.',
    ],
    ['booked_wait_ms', 'booked_wait_n', 'bookings_arrived'],
    (inputs) => {
      const n = countOf(inputs, 'booked_wait_n');
      return mean(countOf(inputs, 'booked_wait_ms'), n, share(n, countOf(inputs, 'bookings_arrived')));
    },
  ),
  kpi(
    'walk_in_wait_mean',
    'seconds',
    'left_queue',
    [
      'Wait of walk-ins, mean',
      'Kusubiri kwa wasio na miadi, wastani',
      'Mean from the ticket to the first call that led on, or to leaving, over legs of visits without an appointment.',
      'Wastani tangu tiketi hadi mwito wa kwanza uliozaa huduma au kuondoka, kwa ziara zisizo na miadi.',
    ],
    ['wait_ms', 'wait_n', 'booked_leg_wait_ms', 'booked_leg_wait_n', ...DEMAND_COUNTS],
    (inputs) => {
      const n = countOf(inputs, 'wait_n') - countOf(inputs, 'booked_leg_wait_n');
      const ms = countOf(inputs, 'wait_ms') - countOf(inputs, 'booked_leg_wait_ms');
      return mean(ms, n, share(countOf(inputs, 'wait_n'), demandOf(inputs)));
    },
  ),
  kpi(
    'booking_served_rate',
    'share',
    'slot',
    [
      'Served share of appointments',
      'Sehemu ya miadi iliyohudumiwa',
      'Appointments whose customer was served / appointments that nobody cancelled.',
      'Miadi ambayo mteja alihudumiwa / miadi isiyofutwa.',
    ],
    ['bookings_served', 'bookings', 'bookings_cancelled'],
    (inputs) => ratio(countOf(inputs, 'bookings_served'), kept(inputs), 1),
  ),
  kpi(
    'slot_use',
    'share',
    'slot',
    [
      'Use of slots',
      'Matumizi ya nafasi',
      'Appointments in offered slots whose customer was served / slots offered. No data where the source states no offer.',
      'Miadi ya nafasi zilizotolewa ambayo mteja alihudumiwa / nafasi zilizotolewa. Hakuna data chanzo kisipozitaja.',
    ],
    ['bookings_served_offered', 'slots_offered'],
    (inputs) => ratio(countOf(inputs, 'bookings_served_offered'), countOf(inputs, 'slots_offered'), 1),
  ),
];

/** Appointments: who comes, when, how long they wait, and how the slots are used. */
export const BOOKING_KPIS: readonly KpiDefinition[] = [...COMING, ...PUNCTUALITY, ...WAITS_AND_USE];
