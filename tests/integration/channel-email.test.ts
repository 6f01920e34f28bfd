import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '#alerting/delivery/channel.js';
import type { EmailConfig } from '#alerting/delivery/channels/email/email-settings.js';
import { smtpChannel } from '#alerting/delivery/channels/email/smtp-channel.js';
import { channelMessage } from '../_support/channel-message.js';
import { type ReceivedMail, startMailServer } from '../_support/mail-server.js';

/** A server that responds has all the time that a slow machine needs; one that does not respond is given up soon. */
const LIMITS = { connectMs: 30_000, answerMs: 30_000, mailMs: 30_000 };
const IMPATIENT = { connectMs: 1500, answerMs: 300, mailMs: 1500 };

let server: Awaited<ReturnType<typeof startMailServer>>;
const opened: Channel[] = [];

const open = (more: Partial<EmailConfig> = {}, ca: string | undefined = server.ca, limits = LIMITS): Channel => {
  const config = {
    host: '127.0.0.1',
    port: server.port,
    tls: 'starttls',
    user: 'mnara',
    password: 'secret',
    from: 'alerts@mnara.example',
    ...more,
  } as const;
  const channel = smtpChannel(config, async () => undefined, limits, ca === undefined ? {} : { ca });
  opened.push(channel);
  return channel;
};
const header = ({ raw }: ReceivedMail, name: string): string[] =>
  [
    ...raw
      .slice(0, raw.indexOf('\r\n\r\n'))
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .matchAll(new RegExp(`^${name}: (.*)$`, 'gim')),
  ].map(([, text]) => text ?? '');

beforeAll(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  server.behave(() => undefined);
  server.mails.length = 0;
  await Promise.all(opened.splice(0).map((channel) => channel.close()));
});
afterAll(() => server.stop());

describe('e-mail', () => {
  test('goes over TLS with a login, as text and HTML, with a Message-ID that stays the same when it is sent again', async () => {
    const channel = open();
    const message = channelMessage();
    expect(await channel.send(message)).toEqual({ kind: 'handed_over', providerId: 'q1', receiptIds: [] });
    expect(await channel.send(message)).toMatchObject({ kind: 'handed_over' });
    const [first, second] = server.mails;
    if (first === undefined || second === undefined) throw new Error('two mails were sent');
    expect(first).toMatchObject({ to: ['ann@county.example'], isSecret: true, user: 'mnara' });
    expect(header(first, 'Message-ID')).toEqual([expect.stringMatching(/^<[0-9a-f]{32}@mnara\.example>$/)]);
    expect(header(second, 'Message-ID')).toEqual(header(first, 'Message-ID'));
    expect(header(first, 'Subject')).toEqual(['Critical: A long wait, Kisumu']);
    expect(header(first, 'To')).toEqual(['Ann Otieno <ann@county.example>']);
    expect(header(first, 'Auto-Submitted')).toEqual(['auto-generated']);
    expect(first.raw).toContain('Content-Type: text/plain');
    expect(first.raw.replaceAll('=\r\n', '')).toContain('<a href=3D"https://mnara.example/alerts/7">');
    await channel.send(channelMessage({ key: 'another' }));
    expect(header(server.mails[2]!, 'Message-ID')).not.toEqual(header(first, 'Message-ID'));
  });

  test('hostile names add no header, no recipient and no markup', async () => {
    const name = 'Ann\r\nBcc: mallory@evil.example\r\n\r\n<script>alert(1)</script>, "x" <mallory@evil.example>';
    const subject = 'Critical: <b>Kisumu</b>\r\nBcc: mallory@evil.example';
    expect(
      await open().send(channelMessage({ name, subject, paragraphs: [[subject], [`${name} & co`]] })),
    ).toMatchObject({ kind: 'handed_over' });
    const [mail] = server.mails;
    expect(mail?.to).toEqual(['ann@county.example']);
    expect(header(mail!, 'Bcc')).toEqual([]);
    expect(header(mail!, 'To')).toHaveLength(1);
    const html = mail!.raw.slice(mail!.raw.indexOf('text/html'));
    expect(html).not.toMatch(/<script|<b>Kisumu/);
    expect(html).toContain('&lt;script&gt;');
  });

  test.each([
    'ann@county.example, bob@county.example',
    'ann@county.example\r\nRCPT TO:<bob@x.example>',
    '"a b"@x.example',
    'ann',
    '<ann@x.example>',
  ])('the address %j is rejected before anything is sent', async (address) => {
    expect(await open().send(channelMessage({ address }))).toMatchObject({ kind: 'refused', reason: 'bad_address' });
    expect(server.mails).toEqual([]);
  });

  test.each([
    [550, 'no such mailbox', 'refused', 'rejected', undefined],
    [451, 'greylisted', 'later', 'throttled', false],
    [421, 'closing', 'later', 'throttled', true],
  ])('an answer of %i has the right outcome', async (status, text, kind, reason, isWholeChannel) => {
    server.behave(() => ({ status, text }));
    const outcome = await open().send(channelMessage());
    expect(outcome).toMatchObject({
      kind,
      reason,
      says: expect.stringContaining(text),
      fix: expect.stringMatching(/\.$/),
    });
    if (outcome.kind === 'later') expect(outcome.isWholeChannel).toBe(isWholeChannel);
  });

  test('one rejected mail does not stop the next one', async () => {
    server.behave((to) => (to.startsWith('gone') ? { status: 550, text: 'gone' } : undefined));
    const channel = open();
    const sent = await Promise.all(
      ['gone@x.example', 'ann@x.example'].map((address) => channel.send(channelMessage({ address }))),
    );
    expect(sent.map(({ kind }) => kind)).toEqual(['refused', 'handed_over']);
  });

  test('a wrong password and an untrusted certificate stop the whole channel, and the password is not disclosed', async () => {
    const wrong = await open({ password: 'hunter2' }).send(channelMessage());
    expect(wrong).toMatchObject({ kind: 'later', reason: 'not_authorised', isWholeChannel: true });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
    const untrusted = await open({}, '').send(channelMessage());
    expect(untrusted).toMatchObject({ kind: 'later', reason: 'unreachable', isWholeChannel: true });
    expect(server.mails).toEqual([]);
  });

  test('a server that stops responding is given up in time', async () => {
    server.behave(() => 'silent');
    expect(await open({}, server.ca, IMPATIENT).send(channelMessage())).toMatchObject({
      kind: 'later',
      reason: 'timed_out',
    });
  });
});

describe('a faulty mail server', () => {
  let broken: Server;
  const sockets = new Set<Socket>();
  const startBroken = (talk: (socket: Socket) => void) =>
    new Promise<number>((resolve) => {
      broken = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        talk(socket);
      }).listen(0, '127.0.0.1', () => resolve((broken.address() as { port: number }).port));
    });
  const stopBroken = () => {
    for (const socket of sockets) socket.destroy();
    broken.close();
  };

  test('refuses STARTTLS: nothing is sent unencrypted', async () => {
    let received = '';
    const port = await startBroken((socket) => {
      socket.write('220 plain\r\n');
      socket.on('data', (chunk) => {
        received += chunk;
        socket.write(/^(EHLO|HELO)/.test(String(chunk)) ? '250 plain\r\n' : '502 no\r\n');
      });
    });
    expect(await open({ port }).send(channelMessage())).toMatchObject({ kind: 'later', isWholeChannel: true });
    expect(received).toContain('EHLO');
    expect(received).not.toMatch(/AUTH|MAIL FROM/);
    stopBroken();
  });

  test('sends its greeting byte by byte: the mail is given up in time', async () => {
    const port = await startBroken((socket) => {
      const drip = setInterval(() => socket.write('2'), 100);
      socket.on('close', () => clearInterval(drip));
    });
    const outcome = await open({ port }, server.ca, IMPATIENT).send(channelMessage());
    expect(outcome).toMatchObject({ kind: 'later', reason: 'timed_out' });
    stopBroken();
  });

  test('is not running', async () => {
    const port = await startBroken(() => {});
    stopBroken();
    const outcome = await open({ port }).send(channelMessage());
    expect(outcome).toMatchObject({
      kind: 'later',
      reason: 'unreachable',
      isWholeChannel: true,
      says: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
