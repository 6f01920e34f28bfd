import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { makeCertificate } from './certificate.js';

/** A mail as the server received it. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly raw: string;
  readonly isSecret: boolean;
  readonly user: string | undefined;
}

/** What the server does with a mail; undefined: it accepts it. */
export type MailBehaviour = (to: string) => { readonly status: number; readonly text: string } | 'silent' | undefined;

/** A real mail server on loopback: STARTTLS and a login, and the behaviour that a test sets. */
export async function startMailServer({
  behaviour,
  mayBePlain = false,
}: {
  behaviour?: MailBehaviour;
  /** Accepts a login without encryption, for a process that cannot be given the server's certificate. */
  mayBePlain?: boolean;
} = {}) {
  const { key, cert } = makeCertificate();
  const mails: ReceivedMail[] = [];
  const state = { behaviour: behaviour ?? (() => undefined) };
  const server = new SMTPServer({
    key,
    cert,
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: false,
    allowInsecureAuth: mayBePlain,
    onAuth: ({ username, password }, _session, done) =>
      username === 'mnara' && password === 'secret' ? done(null, { user: username }) : done(new Error('no such user')),
    onRcptTo: ({ address }, _session, done) => {
      const what = state.behaviour(address);
      if (what === 'silent') return;
      if (what === undefined) done();
      else done(Object.assign(new Error(what.text), { responseCode: what.status }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(mailOf(session, Buffer.concat(chunks).toString('utf8')));
        done(null, `Message queued as q${mails.length}`);
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    ca: cert,
    mails,
    behave: (next: MailBehaviour) => {
      state.behaviour = next;
    },
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

const mailOf = ({ envelope, secure, user }: SMTPServerSession, raw: string): ReceivedMail => ({
  to: envelope.rcptTo.map(({ address }) => address),
  raw,
  isSecret: secure,
  user: typeof user === 'string' ? user : undefined,
});
