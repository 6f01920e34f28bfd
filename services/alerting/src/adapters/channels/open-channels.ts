import type { Log } from '#platform/telemetry/log.js';
import type { Channel, Channels } from '../../application/channel.js';
import type { DeliveryReceipts } from '../../application/outbox.js';
import type { ChannelConfigs } from './channel-settings.js';
import { resolveByDns } from './dns-resolve.js';
import { noChannel } from './no-channel.js';
import { type ScreenNotices, screenChannel } from './screen-channel.js';
import { smppChannel } from './smpp-channel.js';
import { smsGatewayChannel } from './sms-gateway-channel.js';
import { smtpChannel } from './smtp-channel.js';
import { webhookChannel } from './webhook-channel.js';

/** What channels need beside their configuration. */
export interface ChannelParts {
  readonly notices: ScreenNotices;
  readonly receipts: DeliveryReceipts;
  readonly log: Log;
  readonly now: () => number;
}

/** Opens every channel; what is not configured refuses and says so. */
export function openChannels({ email, sms, webhook }: ChannelConfigs, parts: ChannelParts): Channels {
  return {
    dashboard: screenChannel(parts.notices),
    email: email === undefined ? noChannel('e-mail', 'Set MNARA_SMTP_HOST and MNARA_SMTP_FROM.') : smtpChannel(email),
    sms: smsChannel(sms, parts),
    webhook:
      webhook === undefined
        ? noChannel('webhooks', 'Set MNARA_WEBHOOK_SECRET.')
        : webhookChannel(webhook, { resolve: resolveByDns, now: parts.now }),
  };
}

function smsChannel(sms: ChannelConfigs['sms'], { receipts, log, now }: ChannelParts): Channel {
  switch (sms?.by) {
    case undefined:
      return noChannel('text messages', 'Set MNARA_SMS_BY and what belongs to it.');
    case 'smpp':
      return smppChannel(sms, { receipts, log, now });
    case 'http':
      return smsGatewayChannel(sms);
  }
}

/** Ends every connection; one that fails to end does not keep the others. */
export async function closeChannels(channels: Channels): Promise<void> {
  await Promise.allSettled(Object.values(channels).map((channel) => channel.close()));
}
