import type { Wording } from './wording.js';

/** English. */
export const EN: Wording = {
  tag: 'en-GB',
  severity: { info: 'Notice', warning: 'Warning', critical: 'Critical' },
  wholeNetwork: 'The whole network',
  resolved: 'Resolved',
  storm: 'Alert storm: too many alerts of one rule; only some are shown',
  unknown: 'value currently unknown',
  yes: 'yes',
  limit: (value) => `limit ${value}`,
  since: (time) => `since ${time}`,
  fromTo: (from, to) => `${from} to ${to}`,
  resolvedSince: (time) => `resolved since ${time}`,
  alerts: (count) => `alerts: ${count}`,
  more: (count) => `and ${count} more`,
  whatToDo: (advice) => `What to do: ${advice}`,
  acknowledge: 'Acknowledge the alert in the dashboard; otherwise more people are notified.',
  open: (link) => `Open: ${link}`,
  perHour: (value) => `${value} per hour`,
  stars: (value) => `${value} out of 5`,
  seconds: (s) => `${s} s`,
  minutes: (m) => `${m} min`,
  hours: (h, m) => `${h} h ${m} min`,
  days: (d, h) => `${d} d ${h} h`,
  footer: (name) =>
    `Mnara sent this message to ${name}, who is responsible for this alert under the escalation policy.`,
  reportFooter: (name) => `Mnara sent this report to ${name}, who is one of its recipients.`,
  leave: (link) => `To stop these reports: ${link}`,
};
