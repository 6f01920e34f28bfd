import type { Words } from '#domain/kpi/catalogue-entry.js';
import type { KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';

/** Headers of what figures are grouped and split by. */
export const GROUP_WORDS: Readonly<Record<KpiGroup | KpiSplit, Words>> = {
  network: { en: 'Network', sw: 'Mtandao', kk: 'Желі', ru: 'Сеть' },
  region: { en: 'Region', sw: 'Eneo', kk: 'Өңір', ru: 'Регион' },
  centre: { en: 'Centre', sw: 'Kituo', kk: 'Орталық', ru: 'Центр' },
  desk: { en: 'Desk', sw: 'Dawati', kk: 'Үстел', ru: 'Окно' },
  staff: {
    en: 'Officer (pseudonym)',
    sw: 'Afisa (jina la siri)',
    kk: 'Қызметкер (лақап)',
    ru: 'Сотрудник (псевдоним)',
  },
  agency: { en: 'Agency', sw: 'Wakala', kk: 'Ведомство', ru: 'Ведомство' },
  service: { en: 'Service', sw: 'Huduma', kk: 'Қызмет', ru: 'Услуга' },
  channel: { en: 'Channel', sw: 'Njia', kk: 'Арна', ru: 'Канал' },
  year: { en: 'Year', sw: 'Mwaka', kk: 'Жыл', ru: 'Год' },
  month: { en: 'Month', sw: 'Mwezi', kk: 'Ай', ru: 'Месяц' },
  week: { en: 'Week (ISO)', sw: 'Wiki (ISO)', kk: 'Апта (ISO)', ru: 'Неделя (ISO)' },
  day: { en: 'Day', sw: 'Siku', kk: 'Күн', ru: 'День' },
  hour: { en: 'Hour', sw: 'Saa', kk: 'Сағат', ru: 'Час' },
  quarter_hour: { en: 'Quarter hour', sw: 'Robo saa', kk: 'Ширек сағат', ru: 'Четверть часа' },
  hour_of_day: { en: 'Hour of the day', sw: 'Saa ya siku', kk: 'Тәулік сағаты', ru: 'Час суток' },
  day_of_week: {
    en: 'Day of the week (1 is Monday)',
    sw: 'Siku ya wiki (1 ni Jumatatu)',
    kk: 'Апта күні (1 — дүйсенбі)',
    ru: 'День недели (1 — понедельник)',
  },
  gender: { en: 'Gender', sw: 'Jinsia', kk: 'Жынысы', ru: 'Пол' },
  age_band: { en: 'Age band', sw: 'Kundi la umri', kk: 'Жас тобы', ru: 'Возрастная группа' },
  disability: { en: 'Disability', sw: 'Ulemavu', kk: 'Мүгедектік', ru: 'Инвалидность' },
  ethnicity: { en: 'Ethnicity', sw: 'Kabila', kk: 'Этносы', ru: 'Этническая принадлежность' },
  language: { en: 'Language', sw: 'Lugha', kk: 'Тілі', ru: 'Язык' },
  rural: { en: 'Rural', sw: 'Vijijini', kk: 'Ауыл', ru: 'Сельская местность' },
  priority: { en: 'Priority', sw: 'Kipaumbele', kk: 'Басымдық', ru: 'Приоритет' },
  outcome: { en: 'Outcome', sw: 'Matokeo', kk: 'Нәтиже', ru: 'Результат' },
};

/** Headers of what a figure is made of, after the name of its KPI; and of the table itself. */
export const FIGURE_WORDS = {
  title: { en: 'Figures', sw: 'Takwimu', kk: 'Көрсеткіштер', ru: 'Показатели' },
  name: { en: '{of}: name', sw: '{of}: jina', kk: '{of}: атауы', ru: '{of}: название' },
  timezone: { en: 'Time zone', sw: 'Saa za eneo', kk: 'Уақыт белдеуі', ru: 'Часовой пояс' },
  level: { en: 'Row or total', sw: 'Safu au jumla', kk: 'Жол не жиынтық', ru: 'Строка или итог' },
  row: { en: 'row', sw: 'safu', kk: 'жол', ru: 'строка' },
  total: { en: 'total', sw: 'jumla', kk: 'жиынтық', ru: 'итог' },
  n: { en: '{of}: n', sw: '{of}: n', kk: '{of}: n', ru: '{of}: n' },
  d: { en: '{of}: d', sw: '{of}: d', kk: '{of}: d', ru: '{of}: d' },
  complete: { en: '{of}: completeness', sw: '{of}: ukamilifu', kk: '{of}: толықтық', ru: '{of}: полнота' },
  error_bound: {
    en: '{of}: largest error',
    sw: '{of}: kosa kubwa zaidi',
    kk: '{of}: ең үлкен қате',
    ru: '{of}: наибольшая погрешность',
  },
  low: {
    en: '{of}: lower end (95 %)',
    sw: '{of}: mwisho wa chini (95 %)',
    kk: '{of}: төменгі шегі (95 %)',
    ru: '{of}: нижняя граница (95 %)',
  },
  high: {
    en: '{of}: upper end (95 %)',
    sw: '{of}: mwisho wa juu (95 %)',
    kk: '{of}: жоғарғы шегі (95 %)',
    ru: '{of}: верхняя граница (95 %)',
  },
  bins: {
    en: '{of}: bins (from, to, number)',
    sw: '{of}: makundi (kuanzia, hadi, idadi)',
    kk: '{of}: аралықтар (бастап, дейін, саны)',
    ru: '{of}: интервалы (от, до, число)',
  },
  status: { en: '{of}: status', sw: '{of}: hali', kk: '{of}: күйі', ru: '{of}: состояние' },
  compared: {
    en: '{of}: compared with',
    sw: '{of}: ikilinganishwa na',
    kk: '{of}: салыстыру',
    ru: '{of}: для сравнения',
  },
  difference: { en: '{of}: difference', sw: '{of}: tofauti', kk: '{of}: айырма', ru: '{of}: разница' },
  answers: { en: '{of}: answers {n}', sw: '{of}: majibu {n}', kk: '{of}: {n} жауаптар', ru: '{of}: ответы {n}' },
} as const satisfies Readonly<Record<string, Words>>;
