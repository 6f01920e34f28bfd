import type { Wording } from './wording.js';

/** Swahili. */
export const SW: Wording = {
  tag: 'sw-KE',
  severity: { info: 'Taarifa', warning: 'Onyo', critical: 'Hatari' },
  wholeNetwork: 'Mtandao wote',
  resolved: 'Imetatuliwa',
  storm: 'Tahadhari nyingi mno za kanuni moja; baadhi tu zinatolewa',
  unknown: 'takwimu haijulikani sasa',
  yes: 'ndiyo',
  limit: (value) => `kikomo ${value}`,
  since: (time) => `tangu ${time}`,
  fromTo: (from, to) => `${from} hadi ${to}`,
  resolvedSince: (time) => `imetatuliwa tangu ${time}`,
  alerts: (count) => `tahadhari: ${count}`,
  more: (count) => `na ${count} zaidi`,
  whatToDo: (advice) => `La kufanya: ${advice}`,
  acknowledge: 'Thibitisha tahadhari kwenye dashibodi; vinginevyo watu zaidi wataarifiwa.',
  open: (link) => `Fungua: ${link}`,
  perHour: (value) => `${value} kwa saa`,
  stars: (value) => `${value} kati ya 5`,
  seconds: (s) => `s ${s}`,
  minutes: (m) => `dk ${m}`,
  hours: (h, m) => `saa ${h} dk ${m}`,
  days: (d, h) => `siku ${d} saa ${h}`,
  footer: (name) =>
    `Mnara imemtumia ujumbe huu ${name}, ambaye anahusika kwa mujibu wa utaratibu wa kupandisha tahadhari.`,
  reportFooter: (name) => `Mnara imemtumia ripoti hii ${name}, ambaye ni mmoja wa wapokeaji wake.`,
  leave: (link) => `Kuacha kupokea ripoti hizi: ${link}`,
};
