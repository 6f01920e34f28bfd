import type { CentreEvent } from '#domain/event.js';
import { statesAppointment } from '#domain/visit/appointment-fact.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { ImportChange, ImportedCentre, ImportFile, ImportKey } from '#store/imports/import-change.js';

const keyText = ({ agentId, importId }: ImportKey): string => `${agentId}|${importId}`;

/**
 * The imports that were withdrawn. Once an import is withdrawn, no fact of it has an effect, whenever it arrives: a log
 * that is read again gives the same result.
 */
export class WithdrawnImports {
  #known: Set<string> | undefined;

  constructor(readonly read: () => Promise<readonly ImportKey[]>) {}

  async load(): Promise<void> {
    this.#known ??= new Set((await this.read()).map(keyText));
  }

  clear(): void {
    this.#known = undefined;
  }

  has(key: ImportKey): boolean {
    return this.#known?.has(keyText(key)) ?? false;
  }

  add(key: ImportKey): void {
    this.#known?.add(keyText(key));
  }
}

type MutableCentre = { -readonly [Name in keyof ImportedCentre]: ImportedCentre[Name] };
type Change = { -readonly [Name in keyof Omit<ImportChange, 'centres' | 'files'>]: ImportChange[Name] } & {
  readonly files: ImportFile[];
  readonly byCentre: Map<number, MutableCentre>;
};

/** What a batch says of imports. */
export class BatchImports {
  readonly #changes = new Map<string, Change>();

  /** @param claim of the processor that withdraws what the batch withdraws */
  constructor(
    readonly withdrawn: WithdrawnImports,
    readonly claim: string,
  ) {}

  get changes(): readonly ImportChange[] {
    return [...this.#changes.values()].map(({ byCentre, ...change }) => ({
      ...change,
      centres: [...byCentre.values()].filter(({ events }) => events > 0),
    }));
  }

  /** Whether the batch withdraws an import. */
  get withdrawsAny(): boolean {
    return [...this.#changes.values()].some(({ withdrawn }) => withdrawn !== undefined);
  }

  /** Counts an event of an import. @returns false where it has no effect, because the import was withdrawn */
  takes(event: CentreEvent, centreKey: number, record: LogRecord): boolean {
    const change = this.#changeOf(event, record);
    if (this.withdrawn.has(change)) {
      change.lateEvents += 1;
      return false;
    }
    if (statesAppointment(event)) change.hasAppointments = true;
    const { at } = event;
    const centre = change.byCentre.get(centreKey);
    if (centre === undefined) change.byCentre.set(centreKey, { centreKey, events: 1, firstAt: at, lastAt: at });
    else {
      centre.events += 1;
      centre.firstAt = Math.min(centre.firstAt, at);
      centre.lastAt = Math.max(centre.lastAt, at);
    }
    return true;
  }

  /** An event that was counted became a dead letter. */
  forget(event: CentreEvent, centreKey: number, record: LogRecord): void {
    if (event.importId === undefined) return;
    const centre = this.#changeOf(event, record).byCentre.get(centreKey);
    if (centre !== undefined) centre.events -= 1;
  }

  /** Notes what an event says of the import as a whole. */
  note(event: CentreEvent, record: LogRecord): void {
    const { fact, at } = event;
    const change = this.#changeOf(event, record);
    switch (fact.kind) {
      case 'import_started': {
        const { mapping, mappingHash, startedBy, replaces } = fact;
        change.started = { mapping, mappingHash, startedBy, replaces, at };
        return;
      }
      case 'import_file_read': {
        const { name, hash, rows, rejectedRows, reasons } = fact;
        change.files.push({ name, hash, rows, rejectedRows, reasons, readAt: at });
        return;
      }
      case 'import_ended':
        change.endedAt = at;
        return;
      case 'import_withdrawn':
        change.withdrawn = { by: fact.withdrawnBy, at, claim: this.claim };
        this.withdrawn.add(change);
        return;
      default:
    }
  }

  #changeOf({ importId = '' }: CentreEvent, { sourceId: agentId, key: logKey, receivedAtMs }: LogRecord): Change {
    const text = keyText({ agentId, importId });
    const known = this.#changes.get(text);
    if (known !== undefined) return known;
    const change: Change = {
      agentId,
      importId,
      logKey,
      receivedAt: receivedAtMs,
      started: undefined,
      files: [],
      endedAt: undefined,
      lateEvents: 0,
      hasAppointments: false,
      withdrawn: undefined,
      byCentre: new Map(),
    };
    this.#changes.set(text, change);
    return change;
  }
}
