import { z } from 'zod';
import type { FieldMatch } from '#platform/config/field-match.js';
import { matchSetting } from '#platform/config/field-match-setting.js';
import { readWith, settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';
import { readStatuses, type StatusRange } from '../status-ranges.js';
import { faultOfTemplate } from './request-template.js';

const statuses = (usual: string, says: string) =>
  z
    .string()
    .default(usual)
    .transform(readWith(readStatuses, 'give statuses like 200-299,409'))
    .register(settings, { says: `${says} Without it ${usual}.`, example: usual });

/** Variables of a gateway that sends text messages by HTTP. */
export const smsGatewaySettings = () => ({
  MNARA_SMS_HTTP_URL: z
    .url({ protocol: /^https?$/, error: 'give an address like https://gateway.example/messages' })
    .optional()
    .register(settings, {
      says: 'Address that text messages are sent to. {to}, {text}, {from}, {key} and {secret} stand for the number, the text, the sender, the key that stays the same when a message is sent again, and MNARA_SMS_HTTP_SECRET.',
      example: 'https://gateway.example/messages',
    }),
  MNARA_SMS_HTTP_METHOD: z
    .enum(['POST', 'PUT', 'GET'], 'give POST, PUT or GET')
    .default('POST')
    .register(settings, { says: 'Without it POST.', example: 'POST' }),
  MNARA_SMS_HTTP_HEADERS: z
    .string()
    .default('{}')
    .transform(readWith(readHeaders, 'give a JSON object of texts'))
    .register(settings, {
      says: 'Headers as a JSON object; the same words in braces may stand in them. Without it none.',
      example: '{"authorization":"Bearer {secret}","idempotency-key":"{key}"}',
    }),
  MNARA_SMS_HTTP_TYPE: z
    .enum(['json', 'form'], 'give json or form')
    .default('json')
    .register(settings, { says: 'What the body is: json or form. Without it json.', example: 'json' }),
  MNARA_SMS_HTTP_BODY: z.string().optional().register(settings, {
    says: 'The body, with the words in braces; their values are escaped as the body needs it.',
    example: '{"to":"{to}","from":"{from}","text":"{text}"}',
  }),
  MNARA_SMS_HTTP_SECRET: z
    .string()
    .optional()
    .register(settings, { says: 'What {secret} stands for.', isSecret: true }),
  MNARA_SMS_HTTP_SUCCESS: statuses('200-299', 'Statuses that say that the message was taken.'),
  MNARA_SMS_HTTP_SUCCESS_WHERE: matchSetting(
    'What the JSON answer must say too. Without it the status is enough.',
    'messages.0.status=accepted',
  ),
  MNARA_SMS_HTTP_REFUSED: statuses(
    '400,404,413,422',
    'Statuses that say that this message will never be taken; every other one is tried again.',
  ),
  MNARA_SMS_HTTP_REFUSED_WHERE: matchSetting(
    'What a JSON answer says when this message will never be taken.',
    'messages.0.status=invalid|blocked',
  ),
  MNARA_SMS_HTTP_ID: z.string().optional().register(settings, {
    says: 'Where the JSON answer has the gateway’s own id of the message.',
    example: 'messages.0.id',
  }),
  MNARA_SMS_HTTP_TIMEOUT_SECONDS: countSetting(10, 1, 60, 'Seconds after which an answer is not waited for any more.'),
});

/** A gateway as it is configured. */
export interface SmsGatewayConfig {
  readonly by: 'http';
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly type: 'json' | 'form';
  readonly body: string | undefined;
  readonly secret: string;
  readonly from: string;
  readonly success: readonly StatusRange[];
  readonly successWhere: FieldMatch | undefined;
  readonly refused: readonly StatusRange[];
  readonly refusedWhere: FieldMatch | undefined;
  readonly idPath: string | undefined;
  readonly timeoutMs: number;
}

type Values = z.output<z.ZodObject<ReturnType<typeof smsGatewaySettings>>>;

/** Undefined where something is missing; faults are added to the list. */
export function smsGatewayConfig(
  values: Values,
  from: string | undefined,
  faults: string[],
): SmsGatewayConfig | undefined {
  const { MNARA_SMS_HTTP_URL: url, MNARA_SMS_HTTP_BODY: body, MNARA_SMS_HTTP_METHOD: method } = values;
  if (url === undefined) {
    faults.push('MNARA_SMS_HTTP_URL is not set, and MNARA_SMS_BY is http; set the gateway’s address.');
    return undefined;
  }
  if (body === undefined && method !== 'GET')
    faults.push('MNARA_SMS_HTTP_BODY is not set; set what the gateway is sent.');
  const templates = {
    MNARA_SMS_HTTP_URL: url,
    MNARA_SMS_HTTP_BODY: body ?? '',
    ...Object.fromEntries(
      Object.entries(values.MNARA_SMS_HTTP_HEADERS).map(([name, text]) => [`MNARA_SMS_HTTP_HEADERS (${name})`, text]),
    ),
  };
  for (const [name, template] of Object.entries(templates)) {
    const fault = faultOfTemplate(template);
    if (fault !== undefined) faults.push(`${name}: ${fault}`);
  }
  if (!`${url}${body ?? ''}`.includes('{to}') || !`${url}${body ?? ''}`.includes('{text}'))
    faults.push('MNARA_SMS_HTTP_BODY, or the address, must hold {to} and {text}.');
  if (values.MNARA_SMS_HTTP_TYPE === 'json' && body !== undefined && !isJson(body))
    faults.push(
      'MNARA_SMS_HTTP_BODY is not JSON; put quotes around the words in braces, or set MNARA_SMS_HTTP_TYPE to form.',
    );
  return {
    by: 'http',
    url,
    method,
    headers: values.MNARA_SMS_HTTP_HEADERS,
    type: values.MNARA_SMS_HTTP_TYPE,
    body: method === 'GET' ? undefined : body,
    secret: values.MNARA_SMS_HTTP_SECRET ?? '',
    from: from ?? '',
    success: values.MNARA_SMS_HTTP_SUCCESS,
    successWhere: values.MNARA_SMS_HTTP_SUCCESS_WHERE,
    refused: values.MNARA_SMS_HTTP_REFUSED,
    refusedWhere: values.MNARA_SMS_HTTP_REFUSED_WHERE,
    idPath: values.MNARA_SMS_HTTP_ID,
    timeoutMs: values.MNARA_SMS_HTTP_TIMEOUT_SECONDS * 1000,
  };
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

function readHeaders(text: string): Record<string, string> | undefined {
  try {
    const read = z.record(z.string().regex(HEADER_NAME), z.string()).safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
