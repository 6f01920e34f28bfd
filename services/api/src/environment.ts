import { z } from 'zod';
import { smsReceiptSettings } from '#administration/messages/sms-receipts.js';
import { type Environment, readConfig, settings } from '#platform/config/read-config.js';
import {
  countSetting,
  portSetting,
  publicUrlSetting,
  serviceSettings,
  switchSetting,
} from '#platform/config/service-settings.js';
import { providerSettings } from './access/provider-config.js';
import { reportSettings } from './reports/report-config.js';

const MIN_SECRET_LENGTH = 32;
const KNOWN_SECRET = 'change-me-to-32-random-characters-or-more';

const origins = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine(
    (list) => list.every((one) => URL.canParse(one) && new URL(one).origin === one),
    'give origins like https://wall.example, separated by commas',
  );

/** Environment variables of an API that runs as a process of its own. */
export const apiSchema = z.object({
  ...serviceSettings(),
  MNARA_API_PORT: portSetting(8080, 'Port for the dashboard, GraphQL and administration.'),
  MNARA_API_HEALTH_PORT: portSetting(9103, 'Port for /livez, /readyz and /metrics of an API.'),
  MNARA_SESSION_SECRET: z
    .string()
    .min(MIN_SECRET_LENGTH, `give ${MIN_SECRET_LENGTH} random characters or more, as from: openssl rand -base64 32`)
    .register(settings, {
      says: 'Signs sessions and administrators’ tokens; the same for every API, at least 32 random characters. Anyone who knows it can sign in as any user.',
      example: KNOWN_SECRET,
      knownValue: KNOWN_SECRET,
      isSecret: true,
    }),
  MNARA_DEMO_VIEWER: switchSetting(
    'Signs every visitor of the dashboard in as a viewer of the whole network, without credentials: for demonstrations only.',
  ),
  MNARA_SECURE_COOKIES: switchSetting('Sends cookies over HTTPS only: set true wherever the API is not on loopback.'),
  MNARA_ALLOWED_ORIGINS: origins.optional().register(settings, {
    says: 'Origins of other servers whose pages may use the API, separated by commas; its own origin always may. Default: none.',
    example: 'https://wall.example',
  }),
  MNARA_GATEWAY_URL: z
    .url({ protocol: /^https?$/, error: 'give an address like https://gateway.example' })
    .optional()
    .register(settings, {
      says: 'Address of a gateway for agents, sent to `mnara import` with its key. Default: the address of the API.',
      example: 'http://127.0.0.1:8081',
    }),
  MNARA_HISTORY_FILE: z.string().optional().register(settings, {
    says: 'Set by `mnara stack`: the file in which the demonstration writes the progress of its history.',
    isInternal: true,
  }),
  MNARA_PUBLIC_URL: publicUrlSetting(),
  ...providerSettings(),
  ...reportSettings(),
  ...smsReceiptSettings(),
  MNARA_MOST_SCREENS: countSetting(2000, 1, 100_000, 'Maximum number of simultaneous live connections of screens.'),
});

export type ApiEnvironment = z.output<typeof apiSchema>;

/** Reads the environment; no other file of this service does. @throws ConfigError with every fault */
export const readApiEnvironment = (env: Environment = process.env): ApiEnvironment =>
  readConfig(apiSchema, env, { allowKnownSecrets: false });
