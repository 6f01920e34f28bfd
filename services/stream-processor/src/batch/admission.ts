import { speaksFor } from '#contracts/log-key.js';
import { type EventFault, parseEvent } from '#contracts/parse-event.js';
import { type CentreEvent, isImportFact } from '#domain/event.js';
import { isSilentAt } from '#domain/status/freshness.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import type { AgentPosition, DeadLetter, Gap, Silence } from '#store/visits/processor-store.js';
import type { BatchImports } from './batch-imports.js';

/** A new event and the centre that it belongs to. */
export interface Admitted {
  readonly event: CentreEvent;
  readonly centre: CentreDimension;
  readonly position: MutablePosition;
  /** The key of the record in the log. */
  readonly key: string;
}

export type MutablePosition = { -readonly [Name in keyof AgentPosition]: AgentPosition[Name] };

export const positionText = ({ agentId, outboxId }: { agentId: string; outboxId: string }): string =>
  `${agentId}|${outboxId}`;

export const newPosition = (agentId: string, outboxId: string): AgentPosition => ({
  agentId,
  outboxId,
  centreKey: undefined,
  lastSeq: 0,
  applied: 0,
  duplicates: 0,
  deadLetters: 0,
  lost: 0,
  redelivered: 0,
  recordedSeq: 0,
  lastEventAt: 0,
  lastReceivedAt: 0,
  heartbeatSeconds: 0,
});

/**
 * Processes the records of a batch in order and decides for each one whether it was delivered before, is new, or is a
 * dead letter. Positions move past dead letters, so that one bad event never blocks the rest.
 */
export class Admission {
  readonly deadLetters: DeadLetter[] = [];
  readonly gaps: Gap[] = [];
  readonly silences: Silence[] = [];
  /** Centres that sent something, with the newest time of receipt. */
  readonly contacts = new Map<CentreDimension, number>();

  #hasUnknownCentre = false;
  #lastPosition: MutablePosition | undefined;
  readonly #bySource = new Map<string, Map<string, MutablePosition>>();

  constructor(
    readonly dimensions: Dimensions,
    positions: Iterable<MutablePosition>,
    /** The server was not running before this time, so earlier silence is not counted, Unix milliseconds. */
    readonly listeningSinceMs: number,
    readonly imports: BatchImports,
    readonly onAdmitted: (admitted: Admitted) => void,
  ) {
    for (const position of positions) {
      const known = this.#bySource.get(position.agentId);
      if (known === undefined) this.#bySource.set(position.agentId, new Map([[position.outboxId, position]]));
      else known.set(position.outboxId, position);
    }
  }

  /** Whether an event names an unknown centre; the network may have changed since it was loaded. */
  get hasUnknownCentre(): boolean {
    return this.#hasUnknownCentre;
  }

  admit(record: LogRecord): void {
    const position = this.#positionOf(record);
    if (record.seq <= position.lastSeq) {
      position.redelivered += 1;
      return;
    }
    this.#noteGap(record, position);
    position.lastSeq = record.seq;
    position.recordedSeq = Math.max(position.recordedSeq, record.seq);
    const parsed = parseEvent(record.payload, record.receivedAtMs);
    if (parsed.ok && isImportFact(parsed.event.fact) && parsed.event.seq === record.seq) {
      this.imports.note(parsed.event, record);
      position.applied += 1;
      position.lastReceivedAt = Math.max(position.lastReceivedAt, record.receivedAtMs);
      return;
    }
    const checked = parsed.ok ? this.#check(parsed.event, record) : parsed.fault;
    if ('code' in checked) this.#addDeadLetter(record, position, checked, parsed.ok ? parsed.event : undefined);
    else this.#accept(checked, record, position);
  }

  /** Records of one agent usually follow each other, so the position of the previous record is tried first. */
  #positionOf({ sourceId, sourceEpoch }: LogRecord): MutablePosition {
    const last = this.#lastPosition;
    if (last !== undefined && last.agentId === sourceId && last.outboxId === sourceEpoch) return last;
    const position = this.#bySource.get(sourceId)?.get(sourceEpoch);
    if (position === undefined) throw new Error(`The position of ${sourceId} was not loaded.`);
    this.#lastPosition = position;
    return position;
  }

  #noteGap(record: LogRecord, position: MutablePosition): void {
    const missing = record.seq - position.lastSeq - 1;
    if (missing <= 0) return;
    position.lost += missing;
    this.gaps.push({
      agentId: position.agentId,
      outboxId: position.outboxId,
      afterSeq: position.lastSeq,
      beforeSeq: record.seq,
      seenAtMs: record.receivedAtMs,
    });
  }

  #check(event: CentreEvent, record: LogRecord): { event: CentreEvent; centre: CentreDimension } | EventFault {
    const centre = this.dimensions.centre(event.centreId);
    if (centre === undefined) {
      this.#hasUnknownCentre = true;
      return {
        code: 'wrong_centre',
        message:
          `Centre "${event.centreId}" is not in the network; add it with \`mnara network apply\`, or fix ` +
          "the agent's configuration.",
      };
    }
    if (!speaksFor(record.key, record.sourceId, event.centreId))
      return {
        code: 'wrong_centre',
        message: `The agent may send events of "${record.key}" only, but the event names "${event.centreId}".`,
      };
    if (event.seq !== record.seq)
      return { code: 'wrong_seq', message: `The event has seq ${event.seq}, but its record has seq ${record.seq}.` };
    if (event.at < centre.keptFrom && event.fact.kind !== 'heartbeat') {
      return {
        code: 'past_retention',
        message:
          `The event is of ${new Date(event.at).toISOString()}; records of ${event.centreId} before ` +
          `${new Date(centre.keptFrom).toISOString()} have been deleted, so a second copy could not be ` +
          'distinguished from a new event. Import history into a new data folder, or raise ' +
          'MNARA_RETENTION_DAYS before it is imported.',
      };
    }
    return this.#undeclaredFault(event, centre) ?? { event, centre };
  }

  /** A fault where the event names a service or desk that is not declared, and no more undeclared ones fit. */
  #undeclaredFault(event: CentreEvent, centre: CentreDimension): EventFault | undefined {
    const { dimensions } = this;
    if (
      event.serviceId !== undefined &&
      dimensions.service(event.serviceId) === undefined &&
      !dimensions.hasRoom().services
    ) {
      return {
        code: 'invalid_event',
        message:
          `Service "${event.serviceId}" is not declared and the limit of undeclared services is reached; ` +
          'add it with `mnara network apply`.',
      };
    }
    if (
      event.deskId !== undefined &&
      !dimensions.knowsDesk(centre.centreKey, event.deskId) &&
      !dimensions.hasRoom().desks(centre.centreKey)
    ) {
      return {
        code: 'invalid_event',
        message:
          `Desk "${event.deskId}" is not declared and ${event.centreId} has reached the limit of ` +
          'undeclared desks; add it with `mnara network apply`.',
      };
    }
    return undefined;
  }

  /** Moves an event that was admitted before to the dead letters. */
  moveToDeadLetters(record: LogRecord, position: MutablePosition, fault: EventFault): void {
    const parsed = parseEvent(record.payload, record.receivedAtMs);
    const centre = parsed.ok ? this.dimensions.centre(parsed.event.centreId) : undefined;
    if (parsed.ok && centre !== undefined) this.imports.forget(parsed.event, centre.centreKey, record);
    this.#addDeadLetter(record, position, fault, parsed.ok ? parsed.event : undefined);
  }

  #addDeadLetter(
    record: LogRecord,
    position: MutablePosition,
    fault: EventFault,
    event: CentreEvent | undefined,
  ): void {
    const eventCentreId = event?.centreId ?? record.key;
    position.deadLetters += 1;
    position.lastReceivedAt = Math.max(position.lastReceivedAt, record.receivedAtMs);
    this.deadLetters.push({
      receivedAtMs: record.receivedAtMs,
      agentId: record.sourceId,
      outboxId: record.sourceEpoch,
      seq: record.seq,
      // A dead letter is attributed to the centre in the event only if the agent may send events of that centre.
      centreId: speaksFor(record.key, record.sourceId, eventCentreId) ? eventCentreId : record.key,
      code: fault.code,
      reason: fault.message,
      payload: record.payload,
      importId: event?.importId,
    });
  }

  #accept(
    { event, centre }: { event: CentreEvent; centre: CentreDimension },
    record: LogRecord,
    position: MutablePosition,
  ): void {
    const contactAt = Math.max(position.lastReceivedAt, this.listeningSinceMs);
    if (position.lastReceivedAt > 0 && isSilentAt(contactAt, position.heartbeatSeconds, record.receivedAtMs)) {
      this.silences.push({
        agentId: position.agentId,
        centreKey: centre.centreKey,
        from: contactAt,
        to: record.receivedAtMs,
      });
    }
    position.centreKey = centre.centreKey;
    position.lastReceivedAt = Math.max(position.lastReceivedAt, record.receivedAtMs);
    if (event.fact.kind === 'heartbeat') {
      // What it says is pending lies before it, not after: it has been applied when the heartbeat is.
      position.heartbeatSeconds = event.fact.intervalSeconds;
    } else {
      position.lastEventAt = Math.max(position.lastEventAt, event.at);
    }
    this.contacts.set(centre, Math.max(this.contacts.get(centre) ?? 0, record.receivedAtMs));
    if (event.importId !== undefined && !this.imports.takes(event, centre.centreKey, record)) {
      position.applied += 1;
      return;
    }
    this.onAdmitted({ event, centre, position, key: record.key });
  }
}
