import type { Words } from '#domain/kpi/catalogue-entry.js';
import { CUSTOMER_ATTRIBUTES } from '#domain/visit/customer-attributes.js';
import type { LegClock, LegRecord } from '#store/visits/leg-record.js';
import { GROUP_WORDS } from '../words/kpi-words.js';
import { centreColumns, zoneColumn } from './place-columns.js';
import { field, type Spec } from './source-table.js';

export const LEG_TITLE = {
  en: 'Legs of visits',
  sw: 'Hatua za ziara',
  kk: 'Келу кезеңдері',
  ru: 'Этапы визитов',
};

/** Which moment puts a leg into a period. */
export const LEG_CLOCK_WORDS: Readonly<Record<LegClock, Words>> = {
  issued: {
    en: 'in which the ticket was issued, by the clock of the network',
    sw: 'ambacho tiketi ilitolewa, kwa saa za mtandao',
    kk: 'талон берілген уақыт бойынша, желі сағатымен',
    ru: 'в котором выдан талон, по часам сети',
  },
  left_queue: {
    en: 'in which the leg left the queue, by the clock of the network',
    sw: 'ambacho hatua iliondoka foleni, kwa saa za mtandao',
    kk: 'кезектен шыққан уақыт бойынша, желі сағатымен',
    ru: 'в котором этап покинул очередь, по часам сети',
  },
  ended: {
    en: 'in which the service ended, by the clock of the network',
    sw: 'ambacho huduma iliisha, kwa saa za mtandao',
    kk: 'қызмет аяқталған уақыт бойынша, желі сағатымен',
    ru: 'в котором обслуживание окончено, по часам сети',
  },
};

type Leg = Spec<LegRecord>;

/** Attributes of the customer; unknown ones are empty. On paper there is no room for them. */
const attributes: readonly Leg[] = CUSTOMER_ATTRIBUTES.map((attribute) => {
  const { en, sw, kk = en, ru = en } = GROUP_WORDS[attribute];
  return {
    key: attribute,
    kind: 'text',
    words: [en, sw, kk, ru],
    isDetail: true,
    cell: ({ segment }) => segment?.[attribute] ?? null,
  };
});

/** Columns of a file of legs. */
export const LEG_CELLS: readonly Leg[] = [
  ...centreColumns<LegRecord>(),
  zoneColumn(),
  field('visit_id', 'text', 'Visit', 'Ziara', 'Келу', 'Визит'),
  field('leg_no', 'integer', 'Leg', 'Hatua', 'Кезең нөмірі', 'Этап'),
  { ...field('service', 'text', 'Service id', 'Kitambulisho cha huduma', 'Қызмет коды', 'Код услуги'), isDetail: true },
  {
    key: 'service_name',
    kind: 'text',
    words: ['Service', 'Huduma', 'Қызмет', 'Услуга'],
    cell: ({ service }, names) => names.service(service),
  },
  field('agency', 'text', 'Agency id', 'Kitambulisho cha wakala', 'Ведомство коды', 'Код ведомства'),
  field('desk', 'text', 'Desk', 'Dawati', 'Үстел', 'Окно'),
  field('staff', 'text', 'Officer (pseudonym)', 'Afisa (jina la siri)', 'Қызметкер (лақап)', 'Сотрудник (псевдоним)'),
  field('channel', 'text', 'Channel', 'Njia', 'Арна', 'Канал'),
  field('issued_at', 'moment', 'Ticket issued', 'Tiketi ilitolewa', 'Талон берілді', 'Талон выдан'),
  field('called_at', 'moment', 'Called', 'Aliitwa', 'Шақырылды', 'Вызван'),
  field('left_queue_at', 'moment', 'Left the queue', 'Aliondoka foleni', 'Кезектен шықты', 'Покинул очередь'),
  field('started_at', 'moment', 'Service started', 'Huduma ilianza', 'Қызмет басталды', 'Обслуживание начато'),
  field('ended_at', 'moment', 'Service ended', 'Huduma iliisha', 'Қызмет аяқталды', 'Обслуживание окончено'),
  field('closed_at', 'moment', 'Closed', 'Ilifungwa', 'Жабылды', 'Закрыт'),
  field('outcome', 'text', 'Outcome', 'Matokeo', 'Нәтиже', 'Результат'),
  field('wait', 'seconds', 'Wait', 'Kusubiri', 'Күту', 'Ожидание'),
  field('walk', 'seconds', 'Walk to the desk', 'Kwenda dawatini', 'Үстелге бару', 'Подход к окну'),
  field('service_time', 'seconds', 'Service time', 'Muda wa huduma', 'Қызмет уақыты', 'Время обслуживания'),
  field('hold', 'seconds', 'On hold', 'Kusimamishwa', 'Тоқтатылған', 'На удержании'),
  field('visit_time', 'seconds', 'Whole visit', 'Ziara nzima', 'Бүкіл келу', 'Весь визит'),
  field('target', 'seconds', 'Target wait', 'Lengo la kusubiri', 'Күту нысанасы', 'Норма ожидания'),
  field('transactions', 'integer', 'Transactions', 'Miamala', 'Операциялар', 'Операций'),
  field('recalls', 'integer', 'Recalls', 'Kuitwa tena', 'Қайта шақыру', 'Повторных вызовов'),
  field('rating', 'integer', 'Rating (1 to 5)', 'Tathmini (1 hadi 5)', 'Баға (1–5)', 'Оценка (1–5)'),
  field('is_quick_close', 'boolean', 'Quick close', 'Imefungwa haraka', 'Тез жабылған', 'Быстрое закрытие'),
  field('is_complete', 'boolean', 'All facts known', 'Ukweli wote upo', 'Барлық дерек бар', 'Все факты есть'),
  ...attributes,
];
