import { channelKind } from '../channel-kind.js';
import { smsConfig, smsSettings } from './sms-settings.js';

/** Text messages, by SMPP or through an HTTP gateway. */
export const smsKind = channelKind({
  settings: smsSettings,
  configure: (values, faults) => {
    const config = smsConfig(values, faults);
    if (config === undefined) return undefined;
    return async (parts) =>
      config.by === 'smpp'
        ? (await import('./smpp-channel.js')).smppChannel(config, parts)
        : (await import('../sms-gateway/sms-gateway-channel.js')).smsGatewayChannel(config);
  },
  pace: (values) => ({ perSecond: values.MNARA_SMS_PER_SECOND, atOnce: 20 }),
  missing: { what: 'text messages', fix: 'Set MNARA_SMS_BY and the variables that belong to it.' },
});
