import type { KpiGroup } from '../../gql/graphql';
import { addDays, daysBetween } from './named-period';
import type { Question } from './question';

/** A way to ask less, or to ask something that exists. */
export interface Advice {
  readonly kind:
    | 'again'
    | 'longer_steps'
    | 'no_split'
    | 'not_exact'
    | 'fewer_kpis'
    | 'half'
    | 'no_staff'
    | 'known_only';
  readonly question: Question;
}

/** What exists, as far as the screen knows it. */
export interface Known {
  readonly isKpi: (id: string) => boolean;
  /** Undefined: the screen does not know the values of that filter. */
  readonly isValue: (key: string, value: string) => boolean | undefined;
}

const LONGER: Readonly<Partial<Record<KpiGroup, KpiGroup>>> = {
  quarter_hour: 'hour',
  hour: 'day',
  day: 'month',
  week: 'month',
  month: 'year',
};
const FEWER_KPIS = 4;

function longerSteps(question: Question): Question | null {
  const step = question.by.find((group) => LONGER[group] !== undefined);
  const longer = step === undefined ? undefined : LONGER[step];
  if (longer === undefined) return null;
  const by = question.by.map((group) => (group === step ? longer : group));
  return { ...question, by: by.filter((group, at) => by.indexOf(group) === at) };
}

/** The later half of the period, in whole days. */
function laterHalf(question: Question): Question | null {
  const [from, to] = [question.from.slice(0, 10), question.to.slice(0, 10)];
  const days = daysBetween(from, to);
  return days < 2 ? null : { ...question, from: addDays(from, Math.ceil(days / 2)) };
}

function smaller(question: Question): readonly Advice[] {
  const ways: readonly [Advice['kind'], Question | null][] = [
    ['not_exact', question.exact ? { ...question, exact: false } : null],
    ['longer_steps', longerSteps(question)],
    ['no_split', question.split === null ? null : { ...question, split: null }],
    ['fewer_kpis', question.ids.length > FEWER_KPIS ? { ...question, ids: question.ids.slice(0, FEWER_KPIS) } : null],
    ['half', laterHalf(question)],
  ];
  return ways.flatMap(([kind, smallerQuestion]) =>
    smallerQuestion === null ? [] : [{ kind, question: smallerQuestion }],
  );
}

function knownOnly(question: Question, known: Known): readonly Advice[] {
  const ids = question.ids.filter((id) => known.isKpi(id.split(':')[0] ?? id));
  const where = question.where
    .map(({ key, values }) => ({ key, values: values.filter((value) => known.isValue(key, value) !== false) }))
    .filter(({ values }) => values.length > 0);
  const count = (filters: Question['where']): number => filters.reduce((sum, { values }) => sum + values.length, 0);
  const isSame = ids.length === question.ids.length && count(where) === count(question.where);
  return isSame || ids.length === 0 ? [] : [{ kind: 'known_only', question: { ...question, ids, where } }];
}

/** What a reader can do about a refusal with one press; empty where only the words help. */
export function adviceFor(code: string, question: Question, known: Known): readonly Advice[] {
  switch (code) {
    case 'TOO_MUCH':
      return smaller({ ...question, exact: false }).map((advice) => ({
        ...advice,
        question: { ...advice.question, exact: question.exact },
      }));
    case 'TOO_SLOW':
      return [...smaller(question), { kind: 'again', question }];
    case 'FORBIDDEN':
      return question.by.includes('staff')
        ? [{ kind: 'no_staff', question: { ...question, by: question.by.filter((group) => group !== 'staff') } }]
        : [];
    case 'UNKNOWN_KPI':
    case 'NOT_FOUND':
    case 'UNKNOWN_PLACE':
    case 'BAD_FILTER':
      return knownOnly(question, known);
    case 'BAD_DATE':
    case 'BAD_PERIOD':
    case 'BAD_GROUP':
      return [];
    default:
      return [{ kind: 'again', question }];
  }
}
