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

/** TLS options that tests need: the certificate of their own authority. */
export interface SmtpTrust {
  readonly ca?: string;
}

/**
 * E-mail through one mail server, over connections that are kept open. The Message-ID is derived from the message's
 * key, so a repeated mail can be recognised.
 */
export function smtpChannel(config: EmailConfig, limits: SmtpLimits = SMTP_LIMITS, trust: SmtpTrust = {}): Channel {
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
      return deliver(() => transport.sendMail(mailOf(message, config.from, AbortSignal.timeout(limits.mailMs))));
    },
    close: () => {
      transport.close();
      return Promise.resolve();
    },
  };
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

function mailOf(message: ChannelMessage, from: string, signal: AbortSignal): SendMailOptions & { signal: AbortSignal } {
  const { address, key, language, link, name, paragraphs, severity, subject } = message;
  return {
    // Addresses given as objects are not parsed: a name with a comma or an address in it stays a name.
    from: { name: 'Mnara', address: from },
    to: { name, address },
    envelope: { from, to: [address] },
    subject,
    messageId: `<${stableId(key)}@${from.slice(from.indexOf('@') + 1)}>`,
    text: `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    html: mailHtml(language, paragraphs, link),
    priority: severity === 'critical' ? 'high' : 'normal',
    // Prevents out-of-office replies and mail loops.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    signal,
  };
}
