import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { AlertFacts } from '#store/messages/message-facts.js';

/** An alert of a long wait at a centre. */
export const alertFacts = (more: Partial<AlertFacts> = {}): AlertFacts => ({
  alertId: 7,
  ruleId: 'long_wait',
  ruleNames: { en: 'A long wait', sw: 'Kungoja kwa muda mrefu' },
  advice: { en: 'See whether a desk is free.' },
  unit: 'seconds',
  severity: 'critical',
  isActive: true,
  isKnown: true,
  isStorm: false,
  value: 2520,
  threshold: 1800,
  firedAt: Date.UTC(2026, 10, 24, 7, 5),
  clearedAt: undefined,
  regionId: 'R1',
  centreId: 'C1',
  serviceId: undefined,
  agencyId: undefined,
  regionNames: { en: 'North' },
  centreNames: { en: 'Kisumu' },
  serviceNames: undefined,
  agencyNames: undefined,
  ...more,
});

/** A message that is ready to be sent. */
export const channelMessage = (more: Partial<ChannelMessage> = {}): ChannelMessage => ({
  key: 'alert 7/page 1/round 0/step 0/contact 4',
  supervisorId: 'ann',
  name: 'Ann Otieno',
  address: 'ann@county.example',
  language: 'en',
  severity: 'critical',
  subject: 'Critical: A long wait, Kisumu',
  brief: 'Critical: A long wait, Kisumu. Kisumu, 42 min',
  paragraphs: [['Critical: A long wait, Kisumu'], ['Kisumu, 42 min'], ['Open: https://mnara.example/alerts/7']],
  link: 'https://mnara.example/alerts/7',
  facts: { kind: 'page', severity: 'critical', alerts: [alertFacts()], words: undefined },
  ...more,
});
