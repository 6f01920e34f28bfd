import type { Wording } from './wording.js';

/** English. */
export const EN: Wording = {
  tag: 'en-GB',
  severity: { info: 'Notice', warning: 'Warning', critical: 'Critical' },
  wholeNetwork: 'The whole network',
  over: 'Over',
  storm: 'Too many alerts of one rule; only some are raised',
  unknown: 'figure unknown now',
  yes: 'yes',
  limit: (value) => `limit ${value}`,
  since: (time) => `since ${time}`,
  fromTo: (from, to) => `${from} to ${to}`,
  clearedMeanwhile: (time) => `over since ${time}`,
  alerts: (count) => `alerts: ${count}`,
  more: (count) => `and ${count} more`,
  whatToDo: (advice) => `What to do: ${advice}`,
  takeIt: 'Take it on its page, so that nobody else is called.',
  open: (link) => `Open: ${link}`,
  perHour: (value) => `${value} per hour`,
  stars: (value) => `${value} of 5`,
  seconds: (s) => `${s} s`,
  minutes: (m) => `${m} min`,
  hours: (h, m) => `${h} h ${m} min`,
  days: (d, h) => `${d} d ${h} h`,
  footer: (name) => `Mnara sent this to ${name}, who is responsible for it by the escalation policy.`,
};
