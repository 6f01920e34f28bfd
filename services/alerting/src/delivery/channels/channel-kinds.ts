import { emailKind } from './email/email-kind.js';
import { screenKind } from './screen/screen-kind.js';
import { smsKind } from './sms/sms-kind.js';
import { webhookKind } from './webhook/webhook-kind.js';

/** Every channel by its name in files; one line for each. */
export const CHANNEL_KINDS = {
  dashboard: screenKind,
  email: emailKind,
  sms: smsKind,
  webhook: webhookKind,
};
