import { type KpiDefinition, kpi } from './catalogue-entry.js';
import {
  countOf,
  type KpiInputs,
  type KpiResult,
  RATING_COUNTS,
  ratingsOf,
  ratio,
  share,
  stateSeconds,
  sum,
  tally,
} from './compute.js';

/** Ruling 13: a rating figure carries its distribution, its count (d) and, as `complete`, its response rate. */
const rated = (inputs: KpiInputs, result: KpiResult): KpiResult =>
  result.noData ? result : { ...result, distribution: ratingsOf(inputs) };
const ANSWERED = [...RATING_COUNTS, 'served'] as const;
const responded = (inputs: KpiInputs): number | null => share(sum(ratingsOf(inputs)), countOf(inputs, 'served'));

const answers = (inputs: KpiInputs): KpiResult =>
  rated(inputs, tally(inputs, sum(ratingsOf(inputs)), responded(inputs)));

/** Ratings and quality of kpis.md. */
export const QUALITY_KPIS: readonly KpiDefinition[] = [
  kpi(
    'ratings',
    'count',
    'ended',
    [
      'Ratings',
      'Tathmini',
      'Answers to "rate my service"; they count in the period in which their leg ended, even if they arrive later.',
      'Majibu ya "tathmini huduma"; huhesabiwa pale hatua yake ilipoisha, hata yakichelewa.',
    ],
    ANSWERED,
    answers,
  ),
  kpi(
    'rating_distribution',
    'count',
    'ended',
    ['Ratings by value', 'Tathmini kwa alama', 'Answers of 1, 2, 3, 4 and 5.', 'Majibu ya 1, 2, 3, 4 na 5.'],
    ANSWERED,
    answers,
  ),
  kpi(
    'rating_mean',
    'stars',
    'ended',
    [
      'Rating, mean',
      'Tathmini, wastani',
      'Mean of the answers 1 to 5; shown with their number, their distribution and, as completeness, the response rate.',
      'Wastani wa majibu 1 hadi 5; huonyeshwa pamoja na idadi, mgawanyo na kiwango cha waliojibu.',
    ],
    ANSWERED,
    (inputs) => {
      const values = ratingsOf(inputs);
      return rated(inputs, ratio(sum(values.map((n, index) => n * (index + 1))), sum(values), responded(inputs)));
    },
  ),
  kpi(
    'rating_response_rate',
    'share',
    'ended',
    [
      'Rating response rate',
      'Kiwango cha waliotathmini',
      'Rated legs / served legs.',
      'Hatua zilizotathminiwa / hatua zilizohudumiwa.',
    ],
    ANSWERED,
    (inputs) => ratio(sum(ratingsOf(inputs)), countOf(inputs, 'served'), 1),
  ),
  kpi(
    'satisfaction',
    'share',
    'ended',
    ['Satisfaction', 'Kuridhika', 'Answers of 4 and 5 / answers.', 'Majibu ya 4 na 5 / majibu yote.'],
    ANSWERED,
    (inputs) => {
      const values = ratingsOf(inputs);
      return rated(inputs, ratio((values[3] ?? 0) + (values[4] ?? 0), sum(values), responded(inputs)));
    },
  ),
  kpi(
    'complete_share',
    'share',
    'ended',
    ['Complete legs', 'Hatua kamili', 'Legs with all facts / legs.', 'Hatua zenye taarifa zote / hatua zote.'],
    ['complete_legs', 'closed_legs'],
    (inputs) => ratio(countOf(inputs, 'complete_legs'), countOf(inputs, 'closed_legs'), 1),
  ),
  kpi(
    'upstream_down_time',
    'seconds',
    'state',
    [
      'Agency system down',
      'Mfumo wa wakala kuzimika',
      "Seconds that an agency's system was down, added over agencies and centres.",
      'Sekunde ambazo mfumo wa wakala ulikuwa haufanyi kazi, kwa mawakala na vituo vyote.',
    ],
    ['centre_states'],
    (inputs) => stateSeconds(inputs.centreMs?.upstreamDown),
  ),
  kpi(
    'power_down_time',
    'seconds',
    'state',
    [
      'Power down',
      'Umeme kukatika',
      'Seconds without power, added over centres.',
      'Sekunde bila umeme, kwa vituo vyote.',
    ],
    ['centre_states'],
    (inputs) => stateSeconds(inputs.centreMs?.powerDown),
  ),
  kpi(
    'agent_silent_time',
    'seconds',
    'state',
    [
      'Agent silent',
      'Wakala wa kituo kimya',
      'Seconds without contact with an agent that sends heartbeats, added over agents.',
      'Sekunde ambazo hakuna kilichofika kutoka kwa wakala wa kituo, kwa mawakala wote.',
    ],
    ['silence'],
    (inputs) => stateSeconds(inputs.silentMs),
  ),
];
