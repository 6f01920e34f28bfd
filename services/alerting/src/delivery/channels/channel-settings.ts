import { z } from 'zod';
import { ConfigError, settings } from '#platform/config/read-config.js';
import type { Paces } from '../dispatcher.js';
import { type EmailConfig, emailConfig, emailSettings, SMTP_CONNECTIONS } from './email/email-settings.js';
import { type SmppConfig, smsConfig, smsSettings } from './sms/sms-settings.js';
import type { SmsGatewayConfig } from './sms-gateway/sms-gateway-settings.js';
import { type WebhookConfig, webhookConfig, webhookSettings } from './webhook/webhook-settings.js';

/** Variables of the message channels; embedded mode uses them too. */
export const channelSettings = () => ({
  MNARA_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'give an address like https://mnara.example' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .register(settings, {
      says: 'Address of the dashboard as its users reach it, for the links in messages. If it is not set, messages have no links.',
      example: 'https://mnara.example',
    }),
  ...emailSettings(),
  ...smsSettings(),
  ...webhookSettings(),
});

/** The configured channels; undefined: that channel is not configured. */
export interface ChannelConfigs {
  readonly publicUrl: string | undefined;
  readonly email: EmailConfig | undefined;
  readonly sms: SmppConfig | SmsGatewayConfig | undefined;
  readonly webhook: WebhookConfig | undefined;
  readonly paces: Paces;
}

type Values = z.output<z.ZodObject<ReturnType<typeof channelSettings>>>;

/**
 * Combines the variables of all channels. @throws ConfigError with every fault that shows only when several variables
 * are compared
 */
export function channelConfigs(values: Values): ChannelConfigs {
  const faults: string[] = [];
  const configs = {
    publicUrl: values.MNARA_PUBLIC_URL,
    email: emailConfig(values, faults),
    sms: smsConfig(values, faults),
    webhook: webhookConfig(values, faults),
    paces: {
      dashboard: { perSecond: 2000, atOnce: 200 },
      email: { perSecond: values.MNARA_SMTP_PER_SECOND, atOnce: SMTP_CONNECTIONS * 2 },
      sms: { perSecond: values.MNARA_SMS_PER_SECOND, atOnce: 20 },
      webhook: { perSecond: values.MNARA_WEBHOOK_PER_SECOND, atOnce: 40 },
    },
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return configs;
}
