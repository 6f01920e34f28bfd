import { z } from 'zod';
import { type Environment, readConfig, settings } from '#platform/config/read-config.js';
import { countSetting, portSetting, serviceSettings } from '#platform/config/service-settings.js';
import { MESSAGE_DAYS } from '#store/messages/delete-old-messages.js';
import { channelSettings } from './delivery/channels/channel-settings.js';

/** Where the watchdog's heartbeat goes; used by the embedded shape too. */
export const watchdogSetting = () =>
  z
    .url({ protocol: /^https?$/, error: 'give an address like https://heartbeat.example/mnara' })
    .optional()
    .register(settings, {
      says: 'Address outside this machine that hears every 30 s that alerts are evaluated, so that somebody notices when they are not. May hold a secret. Without it nobody outside notices.',
      isSecret: true,
    });

/** How long messages are kept; used by the embedded shape too. */
export const messageRetentionSetting = () =>
  countSetting(
    MESSAGE_DAYS,
    100,
    3650,
    'Days for which messages to people, notices on screens and refusals are kept; older ones are deleted once a day, those of alerts that are not closed stay. Alerts and their timelines are kept for ever.',
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
