import { channelKind } from '../channel-kind.js';
import { emailConfig, emailSettings, SMTP_CONNECTIONS } from './email-settings.js';

/** E-mail over SMTP. */
export const emailKind = channelKind({
  settings: emailSettings,
  configure: (values, faults) => {
    const config = emailConfig(values, faults);
    return config === undefined
      ? undefined
      : async ({ readFile }) => (await import('./smtp-channel.js')).smtpChannel(config, readFile);
  },
  pace: (values) => ({ perSecond: values.MNARA_SMTP_PER_SECOND, atOnce: SMTP_CONNECTIONS * 2 }),
  missing: { what: 'e-mail', fix: 'Set MNARA_SMTP_HOST and MNARA_SMTP_FROM.' },
});
