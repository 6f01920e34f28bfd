import type { Wording } from './wording.js';

/** Russian. */
export const RU: Wording = {
  tag: 'ru-RU',
  severity: { info: 'Уведомление', warning: 'Предупреждение', critical: 'Критично' },
  wholeNetwork: 'Вся сеть',
  over: 'Завершено',
  storm: 'Слишком много тревог по одному правилу; поднята только часть',
  unknown: 'показатель сейчас неизвестен',
  yes: 'да',
  limit: (value) => `предел ${value}`,
  since: (time) => `с ${time}`,
  fromTo: (from, to) => `с ${from} по ${to}`,
  clearedMeanwhile: (time) => `завершено ${time}`,
  alerts: (count) => `тревоги: ${count}`,
  more: (count) => `и ещё ${count}`,
  whatToDo: (advice) => `Что делать: ${advice}`,
  takeIt: 'Примите тревогу на её странице, чтобы больше никого не вызывали.',
  open: (link) => `Открыть: ${link}`,
  perHour: (value) => `${value} в час`,
  stars: (value) => `${value} из 5`,
  seconds: (s) => `${s} с`,
  minutes: (m) => `${m} мин`,
  hours: (h, m) => `${h} ч ${m} мин`,
  days: (d, h) => `${d} д ${h} ч`,
  footer: (name) => `Отправлено системой Mnara. Получатель: ${name}, ответственный по порядку эскалации.`,
};
