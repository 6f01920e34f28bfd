import type { IPublishPacket, MqttClient } from 'mqtt';
import type { Connector, ConnectorHealth, Sink, SourceProgress } from '../connector.js';
import type { ConnectorParts } from '../connector-kind.js';
import { RecordFeed } from '../record-feed.js';
import { RejectedRecords } from '../rejected-records.js';
import { untilRoom } from '../until-room.js';
import { messageRecords } from './message-records.js';
import type { MqttOptions } from './mqtt-options.js';
import { openClient, subscribe } from './open-client.js';

/** A broker that could not be reached for this long is silent, milliseconds. */
const SILENT_MS = 60_000;

/** The name of the checkpoint: when the last message was recorded. */
const checkpointOf = (name: string): string => `mqtt:${name}`;

const bytesOf = (payload: string | Buffer): Buffer => Buffer.from(payload);

/**
 * Listens to the topics of a broker with a session that the broker keeps. A message is acknowledged after its events
 * are on disk, so that none is lost; one that comes twice is recognised by its events. A retained message is the state
 * of something, not an event, and gives none.
 */
export class MqttConnector implements Connector {
  readonly kind = 'mqtt';
  readonly name: string;
  readonly #options: MqttOptions;
  readonly #parts: ConnectorParts;
  readonly #rejected: RejectedRecords;
  #client: MqttClient | undefined;
  #feed: RecordFeed | undefined;
  #sink: Sink | undefined;
  /** Grows with each connection: an acknowledgement belongs to the connection of its message. */
  #connection = 0;
  #isListening = false;
  /** Since when the broker cannot be heard, or the source is gone. */
  #unheardMs: number;
  #isSourceGone = false;
  #waiting = 0;
  #retained = 0;
  #unsafe = 0;
  #gap: string | undefined;
  #lastRow: SourceProgress['lastRow'];
  #lastError: SourceProgress['lastError'];
  #problem: string | undefined = 'Not connected yet.';
  #work: Promise<void> = Promise.resolve();

  /** @throws MappingError */
  constructor(options: MqttOptions, parts: ConnectorParts) {
    this.#options = options;
    this.#parts = parts;
    this.name = options.name;
    this.#rejected = new RejectedRecords(parts.dataDir, options.name);
    this.#unheardMs = parts.now();
  }

  start(sink: Sink, signal: AbortSignal): Promise<void> {
    const { name, mapping, url } = this.#options;
    const { secret, now } = this.#parts;
    this.#sink = sink;
    this.#feed = new RecordFeed({ name, mapping, secret, sink, rejected: this.#rejected, now });
    const client = openClient(this.#options);
    this.#client = client;
    client.handleMessage = (packet, done) => {
      const connection = this.#connection;
      this.#waiting += 1;
      this.#work = this.#take(packet, signal).then(
        () => {
          // The packet's number means another message in another session.
          done(connection === this.#connection ? undefined : new Error('The connection was lost.'));
        },
        (error: unknown) => {
          // Not acknowledged: the broker sends it again on the next connection.
          if (!signal.aborted) {
            this.#failed(error);
            client.stream.destroy();
          }
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
      this.#work = this.#work.finally(() => {
        this.#waiting -= 1;
      });
    };
    client.on('connect', ({ sessionPresent }) => {
      this.#connection += 1;
      this.#connected(client, sessionPresent).catch((error: unknown) => this.#failed(error));
    });
    client.on('close', () => this.#disconnected(`The broker ${url} cannot be reached; trying again.`));
    client.on('error', (error) => this.#failed(error));
    client.connect();
    return Promise.resolve();
  }

  async #connected(client: MqttClient, isSessionKept: boolean): Promise<void> {
    const { now } = this.#parts;
    await subscribe(client, this.#options);
    const last = this.#sink?.checkpoint(checkpointOf(this.name));
    if (!isSessionKept && last !== undefined) {
      const since = new Date(this.#heardUntil() ?? Number(last)).toISOString();
      this.#gap =
        `The broker had lost the session when it was reached at ${new Date(now()).toISOString()}: messages since ${since} ` +
        'may be missing. Let the broker keep sessions on disk.';
      this.#parts.log.warn({ connector: this.name }, this.#gap);
    }
    this.#sink?.saveCheckpoint(checkpointOf(this.name), String(now()));
    this.#isListening = true;
    this.#problem = undefined;
  }

  #disconnected(message: string): void {
    if (this.#isListening && !this.#isSourceGone) this.#unheardMs = this.#parts.now();
    this.#isListening = false;
    this.#problem ??= message;
  }

  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { log, now } = this.#parts;
    const message = `${this.#options.url}: ${reason === '' ? 'the broker does not answer' : reason}`;
    if (this.#problem !== message) log.error({ connector: this.name }, message);
    this.#problem = message;
    this.#lastError = { message, atMs: now() };
  }

  /** Resolves when the message may be acknowledged. */
  async #take({ topic, payload, retain, qos }: IPublishPacket, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { status } = this.#options;
    if (status?.topic === topic)
      return this.#statusChanged(bytesOf(payload).toString('utf8').trim() === status.offline);
    if (retain) {
      this.#retained += 1;
      return;
    }
    if (qos === 0) this.#unsafe += 1;
    const records = messageRecords(topic, bytesOf(payload));
    const { now } = this.#parts;
    const checkpoint = { name: checkpointOf(this.name), value: String(now()) };
    const fed = await untilRoom(
      async () => this.#feed?.add(records, checkpoint) ?? [],
      signal,
      (error) => this.#failed(error),
    );
    this.#statusChanged(false);
    this.#problem = undefined;
    const event = fed.at(-1)?.events.at(-1);
    if (event !== undefined) this.#lastRow = { id: fed.at(-1)?.id ?? topic, atMs: event.occurredAtMs };
  }

  #statusChanged(isGone: boolean): void {
    if (isGone === this.#isSourceGone) return;
    this.#isSourceGone = isGone;
    const { log, now } = this.#parts;
    if (isGone) this.#unheardMs = now();
    log.warn({ connector: this.name }, isGone ? 'The queue system is gone (last will).' : 'The queue system is back.');
  }

  health(): ConnectorHealth {
    const nowMs = this.#parts.now();
    const isHeard = this.#isListening && !this.#isSourceGone;
    const warnings = this.#warnings();
    const topics = this.#options.topics.join(', ');
    return {
      ok: isHeard && this.#problem === undefined && warnings.length === 0,
      message:
        this.#problem ?? [`Listens to ${topics} at ${this.#options.url}.`, ...warnings, ...this.#notes()].join(' '),
      progress: {
        // What is published is here at once; what waits for the outbox is not yet.
        readUpToMs: isHeard && this.#waiting === 0 ? nowMs : this.#heardUntil(),
        lastRow: this.#lastRow,
        lastError: this.#lastError,
        isSilent: this.#isSourceGone || (!this.#isListening && nowMs - this.#unheardMs > SILENT_MS),
      },
    };
  }

  #heardUntil(): number | undefined {
    const last = this.#sink?.checkpoint(checkpointOf(this.name));
    if (this.#isListening && !this.#isSourceGone) return last === undefined ? undefined : Number(last);
    return last === undefined ? undefined : Math.max(Number(last), this.#connection === 0 ? 0 : this.#unheardMs);
  }

  #warnings(): readonly string[] {
    const warnings: string[] = [];
    if (this.#isSourceGone)
      warnings.push(`The queue system is gone since ${new Date(this.#unheardMs).toISOString()}, says its last will.`);
    if (this.#gap !== undefined) warnings.push(this.#gap);
    const { count, path } = this.#rejected;
    if (count > 0) warnings.push(`${count} messages could not be used; see ${path}.`);
    return warnings;
  }

  #notes(): readonly string[] {
    return [
      ...(this.#unsafe === 0
        ? []
        : [`${this.#unsafe} messages came with QoS 0, which may be lost; publish with QoS 1.`]),
      ...(this.#retained === 0 ? [] : [`${this.#retained} retained messages are states and gave no event.`]),
    ];
  }

  async stopped(): Promise<void> {
    await this.#work;
    // Without a farewell to the session: the broker keeps it, and what it has not got an answer for.
    await this.#client?.endAsync(true);
  }
}
