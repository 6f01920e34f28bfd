import { expect, test } from 'vitest';
import { endOfSending } from './end-of-sending.js';

test.each([
  [{ waiting: 1, sent: 2, reasons: [] }, undefined],
  [
    { sent: 3, reasons: [] },
    { state: 'sent', reason: null },
  ],
  [
    { sent: 2, uncertain: 1, reasons: ['uncertain'] },
    { state: 'sent', reason: 'partly_sent', says: 'sent: 2, may have been sent: 1 (uncertain).' },
  ],
  [
    { failed: 2, reasons: ['not_configured'] },
    { state: 'skipped', reason: 'no_mail_server' },
  ],
  [
    { failed: 2, reasons: ['not_configured', 'no_address'] },
    { state: 'failed', reason: 'not_sent' },
  ],
  [
    { uncertain: 1, reasons: ['uncertain'] },
    { state: 'failed', reason: 'not_sent' },
  ],
  [
    { cancelled: 1, reasons: ['left'] },
    { state: 'skipped', reason: 'no_recipients' },
  ],
  [{ reasons: [] }, { state: 'skipped', reason: 'no_recipients' }],
] as const)('endOfSending of %j', (deliveries, expected) => {
  const end = endOfSending(deliveries);
  if (expected === undefined) expect(end).toBeUndefined();
  else expect(end).toMatchObject(expected);
});
