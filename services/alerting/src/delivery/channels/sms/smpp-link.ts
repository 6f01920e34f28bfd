import smpp, { type Pdu, type PduFields, type Session } from 'smpp';
import type { Log } from '#platform/telemetry/log.js';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import type { SmppConfig } from './sms-settings.js';

/** Time limits of the link, milliseconds. */
export interface SmppLimits {
  /** Of connecting and binding together. */
  readonly bindMs: number;
  readonly answerMs: number;
  /** Interval of checks that the message centre still responds. */
  readonly enquireMs: number;
  /** Pauses before the link is connected again. */
  readonly pauses: BackoffLimits;
}

export const SMPP_LIMITS: SmppLimits = {
  bindMs: 8000,
  answerMs: 8000,
  enquireMs: 20_000,
  pauses: { firstMs: 500, maxMs: 30_000 },
};

/** The link is down, or there was no response in time. `isRefused`: the message centre rejected the login. */
export class SmppLinkError extends Error {
  readonly code = 'smpp_link';

  constructor(
    message: string,
    readonly kind: 'down' | 'slow' | 'refused',
  ) {
    super(message);
  }
}

/** TLS options that tests need: the certificate of their own authority. */
export interface TlsTrust {
  readonly ca?: string;
}

const INTERFACE_VERSION = 0x34;
/** Status that asks the message centre to send again later. */
const TRY_AGAIN = smpp.errors['ESME_RX_T_APPN'] ?? 0x64;

/** One bound session. After a loss it is connected again without end, with pauses that grow up to a limit. */
export class SmppLink {
  #session: Session | undefined;
  #bound = Promise.withResolvers<Session>();
  #why = new SmppLinkError('it has not connected yet', 'down');
  readonly #backoff: Backoff;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #pending = new Set<(error: SmppLinkError) => void>();

  constructor(
    readonly config: SmppConfig,
    readonly limits: SmppLimits,
    readonly log: Log,
    /**
     * Receives what the message centre sends on its own; if this rejects, the message centre is asked to send it again.
     */
    readonly onDelivery: (pdu: Pdu) => Promise<void>,
    readonly trust: TlsTrust = {},
  ) {
    this.#backoff = new Backoff(limits.pauses);
    this.#connect();
  }

  /** Sends one part and waits for the response, whatever its status. @throws SmppLinkError */
  async submit(fields: PduFields): Promise<Pdu> {
    const session = this.#session ?? (await this.#whenBound());
    return this.#ask((answer) => session.submit_sm(fields, answer));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const session = this.#session;
    if (session === undefined) return;
    await this.#ask((answer) => session.unbind(answer)).catch(() => undefined);
    session.destroy();
  }

  /** Waits for at most the time limit of binding; does not wait for a link that is known to be down. */
  #whenBound(): Promise<Session> {
    if (this.#backoff.failures > 0) return Promise.reject(this.#why);
    return this.#within(this.limits.bindMs, this.#bound.promise);
  }

  #ask(send: (answer: (pdu: Pdu) => void) => boolean): Promise<Pdu> {
    const answered = Promise.withResolvers<Pdu>();
    if (!send(answered.resolve)) return Promise.reject(new SmppLinkError('the link is closing', 'down'));
    return this.#within(this.limits.answerMs, answered.promise);
  }

  async #within<T>(ms: number, promise: Promise<T>): Promise<T> {
    const over = Promise.withResolvers<never>();
    const timer = setTimeout(() => over.reject(new SmppLinkError(`no response within ${ms} ms`, 'slow')), ms);
    this.#pending.add(over.reject);
    try {
      return await Promise.race([promise, over.promise]);
    } finally {
      clearTimeout(timer);
      this.#pending.delete(over.reject);
    }
  }

  #connect(): void {
    const session = smpp.connect({ url: this.config.url, ...this.trust });
    const timer = setTimeout(
      () => this.#lose(session, new SmppLinkError(`not bound within ${this.limits.bindMs} ms`, 'slow')),
      this.limits.bindMs,
    );
    const done = (): void => clearTimeout(timer);
    session.on('error', (error: Error & { code?: string }) => {
      done();
      this.#lose(session, new SmppLinkError(error.code ?? error.message, 'down'));
    });
    session.on('close', () => {
      done();
      this.#lose(session, new SmppLinkError('the message centre closed the link', 'down'));
    });
    session.on(this.config.url.startsWith('ssmpp:') ? 'secureConnect' : 'connect', () => this.#bind(session, done));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('deliver_sm', (pdu: Pdu) => this.#take(session, pdu));
  }

  #bind(session: Session, done: () => void): void {
    const { systemId, password } = this.config;
    session.bind_transceiver({ system_id: systemId, password, interface_version: INTERFACE_VERSION }, (pdu) => {
      done();
      if (pdu.command_status !== 0)
        return this.#lose(
          session,
          new SmppLinkError(`it rejected the login (status ${hex(pdu.command_status)})`, 'refused'),
        );
      this.#session = session;
      this.#backoff.reset();
      this.log.info('the message centre is bound', { url: this.config.url });
      this.#bound.resolve(session);
      this.#enquire(session);
    });
  }

  /** A link that looks open but does not respond counts as lost. */
  #enquire(session: Session): void {
    this.#timer = setTimeout(async () => {
      try {
        await this.#ask((answer) => session.enquire_link(answer));
        if (this.#session === session) this.#enquire(session);
      } catch {
        this.#lose(session, new SmppLinkError('it does not respond to enquire_link', 'slow'));
      }
    }, this.limits.enquireMs);
  }

  #take(session: Session, pdu: Pdu): void {
    this.onDelivery(pdu).then(
      () => session.send(pdu.response()),
      (error) => {
        this.log.warn('a delivery receipt could not be stored; the message centre is asked to send it again', {
          error,
        });
        session.send(pdu.response({ command_status: TRY_AGAIN }));
      },
    );
  }

  /** Ends this session once, rejects the calls that wait for a response, and connects again later. */
  #lose(session: Session, why: SmppLinkError): void {
    session.removeAllListeners();
    session.on('error', () => {});
    session.destroy();
    if (this.#session === session) {
      this.#session = undefined;
      this.#bound = Promise.withResolvers();
      clearTimeout(this.#timer);
    }
    this.#why = why;
    for (const reject of [...this.#pending]) reject(why);
    if (this.#isClosed) return;
    const pause = this.#backoff.next();
    this.log.warn('the message centre is not bound; retrying', { why: why.message, pauseMs: pause });
    this.#timer = setTimeout(() => this.#connect(), pause);
  }
}

const hex = (status: number): string => `0x${status.toString(16).padStart(8, '0')}`;
