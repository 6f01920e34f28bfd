import { DatabaseSync } from 'node:sqlite';
import { fromBinary } from '@bufbuild/protobuf';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';

/** What one agent has recorded, counted only from its outbox, independently of the server. */
export interface Recorded {
  readonly outboxId: string;
  readonly events: number;
  readonly lastSeq: number;
  /** Rows that are not events. */
  readonly spoilt: number;
  readonly issued: number;
  readonly called: number;
  readonly started: number;
  readonly ended: number;
  readonly visits: number;
  /** Who waits and who is being served now. */
  readonly waiting: number;
  readonly serving: number;
}

const STEPS = ['ticketIssued', 'ticketCalled', 'serviceStarted', 'serviceEnded'] as const;
type Step = (typeof STEPS)[number];

/** Counts an outbox file repeatedly; each count reads the rows that are new since the last one. */
export class OutboxCount {
  readonly #seen: Record<Step, Set<string>> = {
    ticketIssued: new Set(),
    ticketCalled: new Set(),
    serviceStarted: new Set(),
    serviceEnded: new Set(),
  };
  #outboxId = '';
  #events = 0;
  #lastSeq = 0;
  #spoilt = 0;

  constructor(readonly file: string) {}

  /** Works whether the agent runs or not. */
  look(): Recorded {
    const db = new DatabaseSync(this.file, { timeout: 5000 });
    try {
      this.#outboxId = String(db.prepare("SELECT value FROM meta WHERE name = 'outbox_id'").get()?.['value'] ?? '');
      const rows = db.prepare('SELECT seq, payload FROM event WHERE seq > ? ORDER BY seq').all(this.#lastSeq);
      for (const row of rows) this.#take(Number(row['seq']), row['payload'] as Uint8Array);
    } finally {
      db.close();
    }
    return this.#recorded();
  }

  /** Whether this visit's issue is in the outbox. */
  has(visitId: string): boolean {
    return this.#seen.ticketIssued.has(visitId);
  }

  #take(seq: number, payload: Uint8Array): void {
    this.#events += 1;
    this.#lastSeq = seq;
    try {
      const { fact, visitId } = fromBinary(EventSchema, payload);
      this.#seen[fact.case as Step].add(visitId);
    } catch {
      this.#spoilt += 1;
    }
  }

  #recorded(): Recorded {
    const [issued, called, started, ended] = STEPS.map((step) => this.#seen[step].size) as [
      number,
      number,
      number,
      number,
    ];
    const visits = new Set(STEPS.flatMap((step) => [...this.#seen[step]])).size;
    return {
      outboxId: this.#outboxId,
      events: this.#events,
      lastSeq: this.#lastSeq,
      spoilt: this.#spoilt,
      issued,
      called,
      started,
      ended,
      visits,
      waiting: issued - called,
      serving: started - ended,
    };
  }
}
