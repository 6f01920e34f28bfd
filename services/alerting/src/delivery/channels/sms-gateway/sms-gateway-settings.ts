import { z } from 'zod';
import type { FieldMatch } from '#platform/config/field-match.js';
import { matchSetting } from '#platform/config/field-match-setting.js';
import { readWith, settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';
import { isJson } from '#platform/text/is-json.js';
import { readStatuses, type StatusRange } from '../status-ranges.js';
import { faultOfTemplate } from './request-template.js';

const statuses = (usual: string, says: string) =>
  z
    .string()
    .default(usual)
    .transform(readWith(readStatuses, 'give statuses like 200-299,409'))
    .register(settings, { says: `${says} Default: ${usual}.`, example: usual });

/** Variables that say what a response of the gateway means. */
const answerSettings = () => ({
  MNARA_SMS_HTTP_SUCCESS: statuses('200-299', 'Statuses that mean that the message was accepted.'),
  MNARA_SMS_HTTP_SUCCESS_WHERE: matchSetting(
    'What the JSON response must also contain. If it is not set, the status is enough.',
    'messages.0.status=accepted',
  ),
  MNARA_SMS_HTTP_REFUSED: statuses(
    '400,404,413,422',
    'Statuses that mean that this message will never be accepted; every other status is retried.',
  ),
  MNARA_SMS_HTTP_REFUSED_WHERE: matchSetting(
    'What a JSON response contains when this message will never be accepted.',
    'messages.0.status=invalid|blocked',
  ),
  MNARA_SMS_HTTP_ID: z.string().optional().register(settings, {
    says: 'Where the JSON response contains the gateway’s own id of the message.',
    example: 'messages.0.id',
  }),
});

/** Variables of an HTTP gateway that sends text messages. */
export const smsGatewaySettings = () => ({
  MNARA_SMS_HTTP_URL: z
    .url({ protocol: /^https?$/, error: 'give an address like https://gateway.example/messages' })
    .optional()
    .register(settings, {
      says: 'Address that text messages are sent to. The placeholders {to}, {text}, {from}, {key} and {secret} are replaced by the number, the text, the sender, the key that stays the same in a retry, and MNARA_SMS_HTTP_SECRET.',
      example: 'https://gateway.example/messages',
    }),
  MNARA_SMS_HTTP_METHOD: z
    .enum(['POST', 'PUT', 'GET'], 'give POST, PUT or GET')
    .default('POST')
    .register(settings, { says: 'HTTP method of the request. Default: POST.', example: 'POST' }),
  MNARA_SMS_HTTP_HEADERS: z
    .string()
    .default('{}')
    .transform(readWith(readHeaders, 'give a JSON object of strings'))
    .register(settings, {
      says: 'Headers as a JSON object; they may contain the same placeholders. Default: none.',
      example: '{"authorization":"Bearer {secret}","idempotency-key":"{key}"}',
    }),
  MNARA_SMS_HTTP_TYPE: z
    .enum(['json', 'form'], 'give json or form')
    .default('json')
    .register(settings, { says: 'Format of the body: json or form. Default: json.', example: 'json' }),
  MNARA_SMS_HTTP_BODY: z.string().optional().register(settings, {
    says: 'The body, with the placeholders; their values are escaped as the format requires.',
    example: '{"to":"{to}","from":"{from}","text":"{text}"}',
  }),
  MNARA_SMS_HTTP_SECRET: z
    .string()
    .optional()
    .register(settings, { says: 'Value of the placeholder {secret}.', isSecret: true }),
  ...answerSettings(),
  MNARA_SMS_HTTP_TIMEOUT_SECONDS: countSetting(10, 1, 60, 'Maximum time to wait for a response, seconds.'),
});

/** The configuration of a gateway. */
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

/** Undefined when a required variable is missing; faults are added to the list. */
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
    faults.push('MNARA_SMS_HTTP_BODY is not set; set the body that the gateway expects.');
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
    faults.push('MNARA_SMS_HTTP_BODY, or the address, must contain {to} and {text}.');
  if (values.MNARA_SMS_HTTP_TYPE === 'json' && body !== undefined && !isJson(body))
    faults.push(
      'MNARA_SMS_HTTP_BODY is not JSON; put quotes around the placeholders, or set MNARA_SMS_HTTP_TYPE to form.',
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
