import { z } from 'zod';
import { type Environment, readConfig, settings } from '#platform/config/read-config.js';
import { countSetting, portSetting, serviceSettings } from '#platform/config/service-settings.js';
import { MESSAGE_DAYS } from '#store/messages/delete-old-messages.js';
import { channelSettings } from './delivery/channels/channel-settings.js';

/** Where the watchdog's heartbeat is sent; embedded mode uses it too. */
export const watchdogSetting = () =>
  z
    .url({ protocol: /^https?$/, error: 'give an address like https://heartbeat.example/mnara' })
    .optional()
    .register(settings, {
      says: 'External address that receives a heartbeat every 30 s while alerts are evaluated, so that another system can raise an alarm when it stops. May contain a secret. If it is not set, no external system notices.',
      isSecret: true,
    });

/** How long messages are kept; embedded mode uses it too. */
export const messageRetentionSetting = () =>
  countSetting(
    MESSAGE_DAYS,
    100,
    3650,
    'Days for which messages to people, notices on screens and refusals are kept; older ones are deleted once a day, except those of alerts that are not closed. Alerts and their timelines are never deleted.',
  );

/** Variables of an alerting process that runs alone. */
export const alertingSchema = z.object({
  ...serviceSettings(),
  MNARA_ALERTING_HEALTH_PORT: portSetting(9104, 'Port for /livez, /readyz and /metrics of alerting.'),
  MNARA_WATCHDOG_URL: watchdogSetting(),
  MNARA_MESSAGE_RETENTION_DAYS: messageRetentionSetting(),
  ...channelSettings(),
});

export type AlertingConfig = z.output<typeof alertingSchema>;

/** The only file of this app that reads the environment. @throws ConfigError with every fault */
export const readAlertingConfig = (env: Environment = process.env): AlertingConfig =>
  readConfig(alertingSchema, env, { allowKnownSecrets: false });
