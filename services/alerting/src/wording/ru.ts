import type { Wording } from './wording.js';

/** Russian. */
export const RU: Wording = {
  tag: 'ru-RU',
  severity: { info: 'Уведомление', warning: 'Предупреждение', critical: 'Критично' },
  wholeNetwork: 'Вся сеть',
  resolved: 'Устранена',
  storm: 'Слишком много тревог по одному правилу; поднята только часть',
  unknown: 'показатель сейчас неизвестен',
  yes: 'да',
  limit: (value) => `предел ${value}`,
  since: (time) => `с ${time}`,
  fromTo: (from, to) => `с ${from} по ${to}`,
  resolvedSince: (time) => `устранена с ${time}`,
  alerts: (count) => `тревоги: ${count}`,
  more: (count) => `и ещё ${count}`,
  whatToDo: (advice) => `Что делать: ${advice}`,
  acknowledge: 'Подтвердите тревогу на панели, иначе будут оповещены другие сотрудники.',
  open: (link) => `Открыть: ${link}`,
  perHour: (value) => `${value} в час`,
  stars: (value) => `${value} из 5`,
  seconds: (s) => `${s} с`,
  minutes: (m) => `${m} мин`,
  hours: (h, m) => `${h} ч ${m} мин`,
  days: (d, h) => `${d} д ${h} ч`,
  footer: (name) => `Отправлено системой Mnara. Получатель: ${name}, ответственный по порядку эскалации.`,
};
