import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';
import type { TestCertificate } from './certificate.js';

/** What the message centre answers to a part; `silent` does not answer at all. */
export type PartBehaviour = (part: Pdu, place: number) => number | 'silent';

/** Configuration of a message centre. */
export interface CentreOptions {
  readonly port?: number;
  /** Whether it responds to enquire_link. */
  readonly enquiries?: boolean;
  /** The certificate for TLS; absent: without encryption. */
  readonly certificate?: TestCertificate;
}

/** A message centre on loopback: SMPP 3.4, one user, and the behaviour that a test sets. */
export async function startMessageCentre({ port = 0, enquiries = true, certificate }: CentreOptions = {}) {
  const parts: Pdu[] = [];
  const state: { behaviour: PartBehaviour; binds: number; enquiries: number } = {
    behaviour: () => 0,
    binds: 0,
    enquiries: 0,
  };
  const sessions = new Set<Session>();
  const server = smpp.createServer({ ...certificate }, (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
    session.on('bind_transceiver', (pdu: Pdu) => {
      state.binds += 1;
      const isKnown = pdu.system_id === 'mnara' && pdu.password === 'secret';
      session.send(pdu.response(isKnown ? {} : { command_status: smpp.errors['ESME_RINVPASWD'] }));
    });
    session.on('enquire_link', (pdu: Pdu) => {
      state.enquiries += 1;
      if (enquiries) session.send(pdu.response());
    });
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu: Pdu) => {
      const status = state.behaviour(pdu, parts.length);
      if (status === 'silent') return;
      if (status === 0) parts.push(pdu);
      session.send(pdu.response(status === 0 ? { message_id: `m${parts.length}` } : { command_status: status }));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${certificate === undefined ? 'smpp' : 'ssmpp'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    parts,
    state,
    /** Sends a receipt for a part over the newest link, and resolves to the status of the answer. */
    receipt: (id: string, stat: string): Promise<number> => {
      const session = [...sessions].at(-1);
      if (session === undefined) throw new Error('no link is bound');
      const text = `id:${id} sub:001 dlvrd:001 submit date:2611240900 done date:2611240901 stat:${stat} err:000 text:`;
      return new Promise((resolve) => {
        session.deliver_sm({ esm_class: 4, source_addr: '254700000001', short_message: text }, (pdu) => {
          resolve(pdu.command_status);
        });
      });
    },
    drop: () => {
      for (const session of sessions) session.destroy();
    },
    stop: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The text of parts, joined by the header of each. */
export function textOf(parts: readonly Pdu[]): string {
  return parts
    .map(({ short_message: body }) => body?.message ?? '')
    .map((message) => (typeof message === 'string' ? message : message.toString('latin1')))
    .join('');
}
