import { z } from 'zod';
import { isMailAddress } from '#config-files/people/contact-address.js';
import { settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';

/** Variables of e-mail. */
export const emailSettings = () => ({
  MNARA_SMTP_HOST: z.string().optional().register(settings, {
    says: 'Mail server that alerts are sent through. If it is not set, no alert is sent by e-mail, and each alert says so.',
    example: 'mail.example',
  }),
  MNARA_SMTP_PORT: countSetting(587, 1, 65_535, 'Port of the mail server.'),
  MNARA_SMTP_TLS: z
    .enum(['starttls', 'tls', 'none'], 'give starttls, tls or none')
    .default('starttls')
    .register(settings, {
      says: 'How the connection to the mail server is encrypted: starttls (must succeed), tls from the first byte (port 465), none (on loopback only). Default: starttls.',
      example: 'starttls',
    }),
  MNARA_SMTP_USER: z.string().optional().register(settings, { says: 'User of the mail server. Default: none.' }),
  MNARA_SMTP_PASSWORD: z
    .string()
    .optional()
    .register(settings, { says: 'Password of the mail server.', isSecret: true }),
  MNARA_SMTP_FROM: z
    .string()
    .refine(isMailAddress, 'give one mail address like alerts@mnara.example')
    .optional()
    .register(settings, { says: 'Address that alerts are sent from.', example: 'alerts@mnara.example' }),
  MNARA_SMTP_PER_SECOND: countSetting(200, 1, 10_000, 'Maximum number of mails per second and process.'),
});

/** Maximum number of connections that a process keeps to the mail server. */
export const SMTP_CONNECTIONS = 10;

/** The configuration of e-mail. */
export interface EmailConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'tls' | 'none';
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
}

type Values = z.output<z.ZodObject<ReturnType<typeof emailSettings>>>;

/** Undefined: e-mail is not configured. Faults are added to the list. */
export function emailConfig(values: Values, faults: string[]): EmailConfig | undefined {
  const { MNARA_SMTP_HOST: host, MNARA_SMTP_USER: user, MNARA_SMTP_PASSWORD: password, MNARA_SMTP_FROM: from } = values;
  if (host === undefined) return undefined;
  if ((user === undefined) !== (password === undefined))
    faults.push('MNARA_SMTP_USER and MNARA_SMTP_PASSWORD belong together; set both or none.');
  if (values.MNARA_SMTP_TLS === 'none' && !/^(127\.|localhost$|\[?::1\]?$)/.test(host))
    faults.push(`MNARA_SMTP_TLS: "none" sends alerts in the clear to ${host}; give starttls or tls.`);
  if (from === undefined) {
    faults.push('MNARA_SMTP_FROM is not set; set the address that alerts are sent from.');
    return undefined;
  }
  return { host, port: values.MNARA_SMTP_PORT, tls: values.MNARA_SMTP_TLS, user, password, from };
}
