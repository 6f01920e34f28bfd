import { z } from 'zod';
import { type Environment, readConfig } from '#platform/config/read-config.js';
import {
  minuteRetentionSetting,
  portSetting,
  retentionSetting,
  serviceSettings,
  topicSettings,
} from '#platform/config/service-settings.js';

/** Environment variables of a processor process. */
export const processorSchema = z.object({
  ...serviceSettings(),
  ...topicSettings(),
  MNARA_PROCESSOR_HEALTH_PORT: portSetting(9102, 'Port for /livez, /readyz and /metrics of a processor.'),
  MNARA_RETENTION_DAYS: retentionSetting(),
  MNARA_MINUTE_RETENTION_DAYS: minuteRetentionSetting(),
});

export type ProcessorConfig = z.output<typeof processorSchema>;

/** The only file of this app that reads the environment. @throws ConfigError with every fault */
export const readProcessorConfig = (env: Environment = process.env): ProcessorConfig =>
  readConfig(processorSchema, env, { allowKnownSecrets: false });
