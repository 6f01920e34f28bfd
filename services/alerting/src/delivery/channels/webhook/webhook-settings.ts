import { z } from 'zod';
import { settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';
import { type AddressRange, readAddressRange } from './address-ranges.js';

const MIN_BYTES = 24;

const isWebhookSecret = (text: string): boolean => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  return Buffer.from(base64, 'base64').length >= MIN_BYTES;
};

const secret = (says: string) =>
  z
    .string()
    .refine(
      isWebhookSecret,
      `give whsec_ and ${MIN_BYTES} bytes or more in base64, as "openssl rand -base64 32" makes them`,
    )
    .optional()
    .register(settings, { says, isSecret: true });

/** Variables of webhooks. */
export const webhookSettings = () => ({
  MNARA_WEBHOOK_SECRET: secret(
    'Secret that webhooks are signed with (standardwebhooks.com). If it is not set, no alert is sent to a webhook, and each alert says so.',
  ),
  MNARA_WEBHOOK_SECRET_BEFORE: secret(
    'The previous secret: while it is set, webhooks carry both signatures, so that receivers can change to the new secret.',
  ),
  MNARA_WEBHOOK_PRIVATE_RANGES: z
    .string()
    .default('')
    .transform((text, context) => {
      const parts = text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
      const ranges: AddressRange[] = [];
      for (const part of parts) {
        const range = readAddressRange(part);
        if (range === undefined)
          context.addIssue({
            code: 'custom',
            message: `"${part}" is not a range; give ranges like 10.20.0.0/16 or fd00:1::/32`,
          });
        else ranges.push(range);
      }
      return ranges;
    })
    .register(settings, {
      says: 'Ranges of private addresses that webhooks may be sent to, separated by commas; plain http is possible only there. If it is not set, only public addresses and https are allowed.',
      example: '10.20.0.0/16',
    }),
  MNARA_WEBHOOK_TIMEOUT_SECONDS: countSetting(10, 1, 60, 'Maximum time to wait for a response, seconds.'),
  MNARA_WEBHOOK_PER_SECOND: countSetting(200, 1, 10_000, 'Maximum number of webhooks per second and process.'),
});

/** The configuration of webhooks. */
export interface WebhookConfig {
  /** The newest secret first. */
  readonly secrets: readonly string[];
  readonly privateRanges: readonly AddressRange[];
  readonly timeoutMs: number;
}

type Values = z.output<z.ZodObject<ReturnType<typeof webhookSettings>>>;

/** Undefined: webhooks are not configured. Faults are added to the list. */
export function webhookConfig(values: Values, faults: string[]): WebhookConfig | undefined {
  const { MNARA_WEBHOOK_SECRET: secret, MNARA_WEBHOOK_SECRET_BEFORE: before } = values;
  if (secret === undefined) {
    if (before !== undefined) faults.push('MNARA_WEBHOOK_SECRET is not set, but the previous secret is; set it.');
    return undefined;
  }
  return {
    secrets: before === undefined ? [secret] : [secret, before],
    privateRanges: values.MNARA_WEBHOOK_PRIVATE_RANGES,
    timeoutMs: values.MNARA_WEBHOOK_TIMEOUT_SECONDS * 1000,
  };
}
