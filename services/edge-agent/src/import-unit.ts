import { createHash, randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Sink, SourceEvent, SourceFact } from './connectors/connector.js';
import type { FeedReport } from './connectors/file-drop/feed-file.js';
import type { Mapping } from './mapping/mapping-schema.js';

/** What makes an import the one that it is: the same files by the same mapping are the same import. */
export interface ImportContent {
  readonly mapping: Mapping;
  /** The name of the mapping's file. */
  readonly mappingName: string;
  readonly checksums: readonly string[];
  /** The import that this one is to replace. */
  readonly replaces: string | undefined;
}

/** What the outbox remembers of an import, so that one that was interrupted goes on under its id. */
interface Remembered {
  readonly id: string;
  readonly filesRead: readonly string[];
  readonly isEnded: boolean;
}

const ID_BYTES = 6;
const REASONS = 10;
const REASON_CHARS = 300;

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const contentName = (content: string): string => `import:${content}`;
const idName = (id: string): string => `imported:${id}`;

/** Who runs the command; empty where the machine does not say. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

const about = (fact: SourceFact, nowMs: number): SourceEvent => ({ occurredAtMs: nowMs, clock: 'local', fact });

/** One import: its id, and the facts of its files under that id. */
export class ImportUnit {
  readonly #sink: Sink;
  readonly #content: string;
  readonly #now: () => number;
  #remembered: Remembered;

  private constructor(sink: Sink, content: string, now: () => number, remembered: Remembered) {
    this.#sink = sink;
    this.#content = content;
    this.#now = now;
    this.#remembered = remembered;
  }

  /**
   * Starts an import, or goes on with it.
   * @param isWithdrawn whether an id that the outbox remembers was withdrawn from elsewhere
   */
  static async begin(
    sink: Sink,
    { mapping, mappingName, checksums, replaces }: ImportContent,
    now: () => number,
    isWithdrawn: (id: string) => Promise<boolean>,
  ): Promise<ImportUnit> {
    const mappingHash = hashOf(mapping);
    const content = hashOf([mappingHash, [...checksums].sort()]);
    const saved = sink.checkpoint(contentName(content)) ?? '';
    if (saved !== '') {
      const remembered = JSON.parse(saved) as Remembered;
      if (!(await isWithdrawn(remembered.id))) return new ImportUnit(sink, content, now, remembered);
    }
    const id = randomBytes(ID_BYTES).toString('hex');
    const unit = new ImportUnit(sink, content, now, { id, filesRead: [], isEnded: false });
    sink.saveCheckpoint(idName(id), content);
    const value = { mapping: mappingName, mappingHash, startedBy: userName(), replaces: replaces ?? '' };
    await unit.#say({ case: 'importStarted', value }, {});
    return unit;
  }

  get id(): string {
    return this.#remembered.id;
  }

  /** Records facts under the import's id. */
  get sink(): Sink {
    const { id } = this;
    const sink = this.#sink;
    return {
      record: (events, checkpoint) => sink.record(events, checkpoint, id),
      pending: () => sink.pending(),
      rejected: () => sink.rejected(),
      checkpoint: (name) => sink.checkpoint(name),
      saveCheckpoint: (name, value) => sink.saveCheckpoint(name, value),
    };
  }

  /** A file was read to its end. A file that was read before and gave nothing new is not reported again. */
  async fileRead(name: string, hash: string, report: FeedReport): Promise<void> {
    const { filesRead } = this.#remembered;
    if (filesRead.includes(hash) && report.eventsAccepted === 0) return;
    const reasons = report.rejectReasons.slice(0, REASONS).map(({ code, rows, line, reason }) => ({
      code,
      rows: BigInt(rows),
      line: BigInt(line),
      text: reason.slice(0, REASON_CHARS),
    }));
    const value = { name, hash, rows: BigInt(report.rowsRead), rejectedRows: BigInt(report.rejected), reasons };
    const after = { filesRead: [...new Set([...filesRead, hash])], isEnded: false };
    await this.#say({ case: 'importFileRead', value }, after);
  }

  /** All files were read. */
  async ended(): Promise<void> {
    if (!this.#remembered.isEnded) await this.#say({ case: 'importEnded', value: {} }, { isEnded: true });
  }

  async #say(fact: SourceFact, after: Partial<Remembered>): Promise<void> {
    const remembered = { ...this.#remembered, ...after };
    const checkpoint = { name: contentName(this.#content), value: JSON.stringify(remembered) };
    const { refused } = await this.#sink.record([about(fact, this.#now())], checkpoint, this.id);
    if (refused[0] !== undefined) throw new Error(refused[0].fault.message);
    this.#remembered = remembered;
  }
}

/** States that an import is withdrawn. The same files may be imported again, and are then another import. */
export async function sayWithdrawn(sink: Sink, importId: string, nowMs: number): Promise<void> {
  const content = sink.checkpoint(idName(importId));
  const fact: SourceFact = { case: 'importWithdrawn', value: { withdrawnBy: userName() } };
  const checkpoint = content === undefined ? undefined : { name: contentName(content), value: '' };
  const { refused } = await sink.record([about(fact, nowMs)], checkpoint, importId);
  if (refused[0] !== undefined) throw new Error(refused[0].fault.message);
}
