import type { Log } from '#platform/telemetry/log.js';
import type { DeliveryReceipts } from '#store/messages/outbox.js';
import type { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import type { Channel, Channels } from '../channel.js';
import type { ChannelConfigs } from './channel-settings.js';
import { smtpChannel } from './email/smtp-channel.js';
import { noChannel } from './no-channel.js';
import { screenChannel } from './screen/screen-channel.js';
import { smppChannel } from './sms/smpp-channel.js';
import { smsGatewayChannel } from './sms-gateway/sms-gateway-channel.js';
import { resolveByDns } from './webhook/dns-resolve.js';
import { webhookChannel } from './webhook/webhook-channel.js';

/** What channels need besides their configuration. */
export interface ChannelParts {
  readonly notices: ScreenNoticeStore;
  readonly receipts: DeliveryReceipts;
  readonly log: Log;
  readonly now: () => number;
}

/** Opens every channel; a channel that is not configured refuses messages and says so. */
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
      return noChannel('text messages', 'Set MNARA_SMS_BY and the variables that belong to it.');
    case 'smpp':
      return smppChannel(sms, { receipts, log, now });
    case 'http':
      return smsGatewayChannel(sms);
  }
}

/** Closes every channel; a failure in one does not prevent the others from closing. */
export async function closeChannels(channels: Channels): Promise<void> {
  await Promise.allSettled(Object.values(channels).map((channel) => channel.close()));
}
