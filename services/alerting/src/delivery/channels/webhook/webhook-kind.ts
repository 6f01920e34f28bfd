import { channelKind } from '../channel-kind.js';
import { resolveByDns } from './dns-resolve.js';
import { webhookConfig, webhookSettings } from './webhook-settings.js';

/** Signed webhooks. */
export const webhookKind = channelKind({
  settings: webhookSettings,
  configure: (values, faults) => {
    const config = webhookConfig(values, faults);
    return config === undefined
      ? undefined
      : async ({ now }) =>
          (await import('./webhook-channel.js')).webhookChannel(config, { resolve: resolveByDns, now });
  },
  pace: (values) => ({ perSecond: values.MNARA_WEBHOOK_PER_SECOND, atOnce: 40 }),
  missing: { what: 'webhooks', fix: 'Set MNARA_WEBHOOK_SECRET.' },
});
