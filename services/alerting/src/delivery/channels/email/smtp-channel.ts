import { createTransport, type SendMailOptions } from 'nodemailer';
import { isMailAddress } from '#config-files/people/contact-address.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import { type Channel, type ChannelOutcome, refused, stableId } from '../../channel.js';
import { type EmailConfig, SMTP_CONNECTIONS } from './email-settings.js';
import { mailHtml } from './mail-html.js';
import { smtpOutcomeOf } from './smtp-outcome.js';

/** Time limits of the connection to the mail server, milliseconds. */
export interface SmtpLimits {
  readonly connectMs: number;
  readonly answerMs: number;
  /** Of a whole mail, even if the server sends its answers byte by byte. */
  readonly mailMs: number;
}

const SMTP_LIMITS: SmtpLimits = { connectMs: 5000, answerMs: 10_000, mailMs: 30_000 };

/** Reads a file of the archive; undefined: there is none. */
export type ReadFile = (fileId: number) => Promise<Buffer | undefined>;

/** TLS options that tests need: the certificate of their own authority. */
export interface SmtpTrust {
  readonly ca?: string;
}

/**
 * E-mail through one mail server, over connections that are kept open. The Message-ID is derived from the message's
 * key, so a repeated mail can be recognised.
 */
export function smtpChannel(
  config: EmailConfig,
  readFile: ReadFile,
  limits: SmtpLimits = SMTP_LIMITS,
  trust: SmtpTrust = {},
): Channel {
  const transport = createTransport({
    pool: true,
    host: config.host,
    port: config.port,
    secure: config.tls === 'tls',
    requireTLS: config.tls === 'starttls',
    ignoreTLS: config.tls === 'none',
    ...(config.user === undefined ? {} : { auth: { user: config.user, pass: config.password } }),
    tls: trust,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    socketTimeout: limits.answerMs,
    maxConnections: SMTP_CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    // The dispatcher retries and records it; a pool that retries by itself would send twice without a record.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (message) => {
      if (!isMailAddress(message.address))
        return refused(
          'bad_address',
          `"${message.address}" is not a mail address.`,
          'Correct the contact; give one address like ann@county.example.',
        );
      const attachments = await attachmentsOf(message, readFile);
      if (attachments === undefined)
        return refused('fault', 'A file of the message is no longer in the archive.', 'Make the report again.');
      const mail = mailOf(message, config.from, AbortSignal.timeout(limits.mailMs));
      return deliver(() => transport.sendMail({ ...mail, attachments }));
    },
    close: () => {
      transport.close();
      return Promise.resolve();
    },
  };
}

/** The bytes of the files that go with a message; undefined where one is missing: no mail goes without its file. */
async function attachmentsOf({ facts }: ChannelMessage, readFile: ReadFile) {
  const files = (facts.words?.files ?? []).map(async ({ fileId, name, mediaType }) => ({
    filename: name,
    contentType: mediaType,
    content: await readFile(fileId),
  }));
  const read = await Promise.all(files);
  const whole = read.flatMap((file) => (file.content === undefined ? [] : [{ ...file, content: file.content }]));
  return whole.length === read.length ? whole : undefined;
}

async function deliver(send: () => Promise<{ readonly response: string }>): Promise<ChannelOutcome> {
  try {
    const { response } = await send();
    return { kind: 'handed_over', providerId: QUEUED_AS.exec(response)?.[1], receiptIds: [] };
  } catch (error) {
    return smtpOutcomeOf(error);
  }
}

/** The id under which the server queued the mail, if its response names one; most servers do. */
const QUEUED_AS = /queued as ([\w.<>@-]{1,100})/i;

/** Lets a mail program offer to leave with one click (RFC 8058). */
const leaveHeaders = (link: string | undefined): Readonly<Record<string, string>> =>
  link === undefined ? {} : { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

function mailOf(message: ChannelMessage, from: string, signal: AbortSignal): SendMailOptions & { signal: AbortSignal } {
  const { address, key, language, leaveLink, link, name, paragraphs, severity, subject } = message;
  return {
    // Addresses given as objects are not parsed: a name with a comma or an address in it stays a name.
    from: { name: 'Mnara', address: from },
    to: { name, address },
    envelope: { from, to: [address] },
    subject,
    messageId: `<${stableId(key)}@${from.slice(from.indexOf('@') + 1)}>`,
    text: `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    html: mailHtml(language, paragraphs, [link, leaveLink]),
    priority: severity === 'critical' ? 'high' : 'normal',
    // Prevents out-of-office replies and mail loops.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language, ...leaveHeaders(leaveLink) },
    signal,
  };
}
