import { type ChannelOutcome, later, refused } from '../../channel.js';

interface SmtpError {
  readonly code: string;
  /** The server's reply; undefined: the connection failed before a reply. */
  readonly status: number | undefined;
  readonly says: string;
}

function read(error: unknown): SmtpError {
  if (!(error instanceof Error)) return { code: '', status: undefined, says: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const says = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  return { code, status, says: says.replaceAll(/\s+/g, ' ').slice(0, 300) };
}

const SLOW = new Set(['ETIMEDOUT', 'EABORT']);
const LOGIN = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);
const LOGIN_STATUSES = new Set([530, 534, 535, 538]);
const BAD_SEQUENCE = 503;
const SHUTTING_DOWN = 421;

const isPermanent = (status: number | undefined): boolean =>
  status !== undefined && status >= 500 && status !== BAD_SEQUENCE;

const WHOLE = { isWholeChannel: true };

/** The outcome of a failure that affects every mail; undefined: this mail alone failed. */
function wholeChannelOutcome({ code, status, says }: SmtpError): ChannelOutcome | undefined {
  if (LOGIN.has(code) || (status !== undefined && LOGIN_STATUSES.has(status))) {
    const fix = 'Correct MNARA_SMTP_USER and MNARA_SMTP_PASSWORD.';
    return later('not_authorised', `The mail server rejected the login of Mnara: ${says}.`, fix, WHOLE);
  }
  if (code === 'ETLS' || code === 'EREQUIRETLS') {
    const what = `An encrypted connection to the mail server is not possible: ${says}.`;
    return later('unreachable', what, 'Fix its certificate, or correct MNARA_SMTP_TLS.', WHOLE);
  }
  if (status === SHUTTING_DOWN) {
    const fix = 'Lower MNARA_SMTP_PER_SECOND if this continues.';
    return later('throttled', `The mail server accepts no mail now: ${says}.`, fix, WHOLE);
  }
  return undefined;
}

/**
 * What a rejected mail means: by RFC 5321, 5yz is permanent and 4yz temporary; a failed login or connection affects
 * every mail.
 */
export function smtpOutcomeOf(error: unknown): ChannelOutcome {
  const found = read(error);
  const { code, status, says } = found;
  const whole = wholeChannelOutcome(found);
  if (whole !== undefined) return whole;
  if (isPermanent(status))
    return refused(
      'rejected',
      `The mail server rejected the mail: ${says}.`,
      'Correct the contact’s address, or ask the administrator of the mail server.',
    );
  if (status !== undefined && status >= 400)
    return later(
      'throttled',
      `The mail server does not accept the mail now: ${says}.`,
      'Ask the administrator of the mail server if this continues.',
    );
  if (SLOW.has(code))
    return later(
      'timed_out',
      `The mail server responds too slowly: ${says}.`,
      'Check the mail server and the connection to it.',
      { isWholeChannel: code === 'ETIMEDOUT' },
    );
  if (code === 'EENVELOPE')
    return refused('bad_address', `The mail cannot be addressed: ${says}.`, 'Correct the contact’s address.');
  const fix = 'Check MNARA_SMTP_HOST, MNARA_SMTP_PORT and the mail server.';
  return later('unreachable', `The mail server cannot be reached: ${says}.`, fix, WHOLE);
}
