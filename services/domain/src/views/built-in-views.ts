import type { KpiQuestion } from '../kpi/question.js';
import type { Language } from '../people/contact.js';

/** A view that every installation has; it cannot be changed, only saved under another name. */
export interface BuiltInView {
  readonly id: string;
  readonly version: number;
  readonly names: Readonly<Record<Language, string>>;
  readonly question: KpiQuestion;
  readonly chart: string | null;
}

/** The owner that is shown for built-in views. */
export const BUILT_IN_OWNER = 'Mnara';

/** The views that a secretariat keeps; an id never changes its meaning, a new meaning is a new version. */
export const BUILT_IN_VIEWS: readonly BuiltInView[] = [
  {
    id: 'scorecard-of-counties',
    version: 1,
    names: {
      en: 'Monthly scorecard of counties',
      sw: 'Alama za kaunti za kila mwezi',
      kk: 'Өңірлердің айлық көрсеткіштері',
      ru: 'Ежемесячные показатели регионов',
    },
    question: {
      ids: ['visits', 'served', 'service_level', 'wait_p50', 'wait_p90', 'abandonment_rate', 'satisfaction'],
      period: 'last_month',
      by: ['region'],
      where: [],
      exact: false,
      compare: 'before',
      totals: true,
    },
    chart: null,
  },
  {
    id: 'league-of-centres',
    version: 2,
    names: {
      en: 'League of centres, worst first',
      sw: 'Orodha ya vituo, dhaifu kwanza',
      kk: 'Орталықтар рейтингі, нашары бірінші',
      ru: 'Рейтинг центров, худшие первыми',
    },
    question: {
      ids: ['service_level', 'wait_mean', 'abandonment_rate', 'satisfaction', 'demand'],
      period: 'last_month',
      by: ['centre'],
      where: [],
      exact: false,
      compare: 'network',
      totals: true,
      intervals: true,
    },
    chart: 'league',
  },
  {
    id: 'standards-by-agency',
    version: 1,
    names: {
      en: 'Standards by agency',
      sw: 'Viwango kwa wakala',
      kk: 'Ведомстволар бойынша стандарттар',
      ru: 'Стандарты по ведомствам',
    },
    question: {
      ids: ['service_level', 'wait_p90', 'service_time_mean', 'not_completed', 'upstream_down_time'],
      period: 'last_month',
      by: ['agency'],
      where: [],
      exact: false,
      compare: 'target',
      totals: true,
    },
    chart: 'bars',
  },
  {
    id: 'hours-of-the-day',
    version: 1,
    names: {
      en: 'Hours of the day',
      sw: 'Saa za siku',
      kk: 'Тәулік сағаттары',
      ru: 'Часы дня',
    },
    question: {
      ids: ['tickets_issued', 'wait_mean', 'service_level'],
      period: 'last_month',
      by: ['day_of_week', 'hour_of_day'],
      where: [],
      exact: false,
      totals: false,
    },
    chart: 'heat',
  },
  {
    id: 'satisfaction-by-service',
    version: 1,
    names: {
      en: 'Satisfaction by service',
      sw: 'Kuridhika kwa kila huduma',
      kk: 'Қызметтер бойынша қанағаттану',
      ru: 'Удовлетворённость по услугам',
    },
    question: {
      ids: ['satisfaction', 'rating_mean', 'ratings', 'rating_response_rate', 'rating_distribution'],
      period: 'last_month',
      by: ['service'],
      where: [],
      exact: false,
      compare: 'before',
      totals: true,
    },
    chart: 'bars',
  },
  {
    id: 'integrity',
    version: 1,
    names: {
      en: 'Integrity: quick closes, voided, ratings',
      sw: 'Uadilifu: kufunga haraka, zilizobatilishwa, tathmini',
      kk: 'Адалдық: тез жабу, жойылғандар, бағалар',
      ru: 'Добросовестность: быстрые закрытия, аннулированные, оценки',
    },
    question: {
      ids: ['quick_close_rate', 'voided', 'rating_response_rate', 'rating_mean', 'complete_share'],
      period: 'last_month',
      by: ['centre'],
      where: [],
      exact: false,
      compare: 'network',
      totals: true,
    },
    chart: null,
  },
];
