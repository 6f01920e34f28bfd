import { z } from 'zod';
import { settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';
import { type SmsGatewayConfig, smsGatewayConfig, smsGatewaySettings } from '../sms-gateway/sms-gateway-settings.js';

const isSmppAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && ['smpp:', 'ssmpp:'].includes(url.protocol) && url.hostname !== '' && url.username === '';
};

/** Variables of SMS: by SMPP or by an HTTP gateway. */
export const smsSettings = () => ({
  MNARA_SMS_BY: z.enum(['smpp', 'http'], 'give smpp or http').optional().register(settings, {
    says: 'How text messages are sent: smpp (to an operator or an aggregator), or http (to a gateway). If it is not set, no text message is sent, and each alert says so.',
    example: 'smpp',
  }),
  MNARA_SMS_FROM: z
    .string()
    .regex(/^(?:\+?\d{3,15}|[A-Za-z0-9 ._-]{1,11})$/, 'give a number, or at most 11 letters and digits')
    .optional()
    .register(settings, {
      says: 'Sender that text messages show: a number, or a name that the operator allows.',
      example: 'MNARA',
    }),
  MNARA_SMS_PER_SECOND: countSetting(
    100,
    1,
    10_000,
    'Maximum number of text messages per second and process; keep it below the operator’s limit.',
  ),
  MNARA_SMPP_URL: z
    .string()
    .refine(isSmppAddress, 'give an address like ssmpp://smsc.example:3550, without user and password')
    .optional()
    .register(settings, {
      says: 'Message centre for SMPP 3.4: smpp:// is not encrypted, ssmpp:// is encrypted with TLS.',
      example: 'ssmpp://smsc.example:3550',
    }),
  MNARA_SMPP_SYSTEM_ID: z
    .string()
    .max(15, 'give at most 15 characters')
    .optional()
    .register(settings, { says: 'User at the message centre (system_id).' }),
  MNARA_SMPP_PASSWORD: z
    .string()
    .max(8, 'give at most 8 characters, the limit of SMPP 3.4')
    .optional()
    .register(settings, { says: 'Password at the message centre.', isSecret: true }),
  ...smsGatewaySettings(),
});

/** The configuration of SMPP. */
export interface SmppConfig {
  readonly by: 'smpp';
  readonly url: string;
  readonly systemId: string;
  readonly password: string;
  readonly from: string;
}

type Values = z.output<z.ZodObject<ReturnType<typeof smsSettings>>>;

/** Undefined: text messages are not configured. Faults are added to the list. */
export function smsConfig(values: Values, faults: string[]): SmppConfig | SmsGatewayConfig | undefined {
  if (values.MNARA_SMS_BY === undefined) return undefined;
  if (values.MNARA_SMS_BY === 'http') return smsGatewayConfig(values, values.MNARA_SMS_FROM, faults);
  const {
    MNARA_SMPP_URL: url,
    MNARA_SMPP_SYSTEM_ID: systemId,
    MNARA_SMPP_PASSWORD: password,
    MNARA_SMS_FROM: from,
  } = values;
  if (url === undefined)
    faults.push('MNARA_SMPP_URL is not set, and MNARA_SMS_BY is smpp; set the message centre’s address.');
  if (systemId === undefined) faults.push('MNARA_SMPP_SYSTEM_ID is not set; set the user at the message centre.');
  if (password === undefined) faults.push('MNARA_SMPP_PASSWORD is not set; set it or MNARA_SMPP_PASSWORD_FILE.');
  if (from === undefined) faults.push('MNARA_SMS_FROM is not set; set the sender that text messages show.');
  if (url === undefined || systemId === undefined || password === undefined || from === undefined) return undefined;
  return { by: 'smpp', url, systemId, password, from };
}
