import { z } from 'zod';
import { type Environment, readConfig } from '#platform/config/read-config.js';
import { portSetting, serviceSettings, topicSettings } from '#platform/config/service-settings.js';

/** Environment variables of a gateway process. */
export const gatewaySchema = z.object({
  ...serviceSettings(),
  ...topicSettings(),
  MNARA_GATEWAY_PORT: portSetting(8081, 'Port for agents.'),
  MNARA_GATEWAY_HEALTH_PORT: portSetting(9101, 'Port for /livez, /readyz and /metrics of a gateway.'),
});

export type GatewayConfig = z.output<typeof gatewaySchema>;

/** The only file of this app that reads the environment. @throws ConfigError with every fault */
export const readGatewayConfig = (env: Environment = process.env): GatewayConfig =>
  readConfig(gatewaySchema, env, { allowKnownSecrets: false });
