/** The parts of smpp 0.5.1 that Mnara uses; the package has no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer } from 'node:net';

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly message_id?: string;
    readonly system_id?: string;
    readonly password?: string;
    readonly source_addr?: string;
    readonly source_addr_ton?: number;
    readonly destination_addr?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly registered_delivery?: number;
    readonly short_message?: { readonly message: string | Buffer; readonly udh?: readonly Buffer[] };
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    response(options?: Readonly<Record<string, unknown>>): Pdu;
  }

  export type PduFields = Readonly<Record<string, unknown>>;
  type Answer = (pdu: Pdu) => void;

  export class Session extends EventEmitter {
    send(pdu: Pdu, answer?: Answer): boolean;
    bind_transceiver(fields: PduFields, answer?: Answer): boolean;
    submit_sm(fields: PduFields, answer?: Answer): boolean;
    deliver_sm(fields: PduFields, answer?: Answer): boolean;
    enquire_link(answer?: Answer): boolean;
    unbind(answer?: Answer): boolean;
    close(closed?: () => void): void;
    destroy(closed?: () => void): void;
  }

  export interface Server extends NetServer {
    readonly sessions: readonly Session[];
  }

  interface Encoding {
    match(text: string): boolean;
    encode(text: string): Buffer;
    decode(bytes: Buffer): string;
  }

  const smpp: {
    connect(options: PduFields): Session;
    createServer(listener: (session: Session) => void): Server;
    createServer(options: PduFields, listener: (session: Session) => void): Server;
    readonly encodings: { readonly ASCII: Encoding; readonly UCS2: Encoding };
    readonly errors: Readonly<Record<string, number>>;
  };
  export default smpp;
}
