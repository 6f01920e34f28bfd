import type { Wording } from './wording.js';

/** Kazakh. */
export const KK: Wording = {
  tag: 'kk-KZ',
  severity: { info: 'Хабарлама', warning: 'Ескерту', critical: 'Сыни' },
  wholeNetwork: 'Бүкіл желі',
  resolved: 'Шешілді',
  storm: 'Бір ереже бойынша дабыл тым көп; тек бір бөлігі көтерілді',
  unknown: 'көрсеткіш қазір белгісіз',
  yes: 'иә',
  limit: (value) => `шегі ${value}`,
  since: (time) => `басталуы ${time}`,
  fromTo: (from, to) => `${from} – ${to}`,
  resolvedSince: (time) => `шешілген уақыты ${time}`,
  alerts: (count) => `дабылдар: ${count}`,
  more: (count) => `тағы ${count}`,
  whatToDo: (advice) => `Не істеу керек: ${advice}`,
  acknowledge: 'Дабылды тақтада растаңыз; әйтпесе басқа адамдарға да хабарланады.',
  open: (link) => `Ашу: ${link}`,
  perHour: (value) => `сағатына ${value}`,
  stars: (value) => `5-тен ${value}`,
  seconds: (s) => `${s} с`,
  minutes: (m) => `${m} мин`,
  hours: (h, m) => `${h} сағ ${m} мин`,
  days: (d, h) => `${d} күн ${h} сағ`,
  footer: (name) => `Бұл хабарды Mnara жіберді. Алушы: ${name}, эскалация тәртібі бойынша жауапты.`,
};
