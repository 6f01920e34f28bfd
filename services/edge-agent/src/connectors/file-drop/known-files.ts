import { createHash } from 'node:crypto';
import type { Mapping } from '../../mapping/mapping-schema.js';
import type { Sink } from '../connector.js';

const CHARS = 16;

/**
 * Which contents were read before, by one mapping. A content is read again when the mapping has changed since, and when
 * the gateway has rejected events since: facts that were sent already are recognised, so it costs only time.
 */
export class KnownFiles {
  readonly #mapping: string;

  constructor(
    readonly sink: Pick<Sink, 'checkpoint' | 'saveCheckpoint' | 'rejected'>,
    mapping: Mapping,
  ) {
    this.#mapping = createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, CHARS);
  }

  #checkpoint(checksum: string): string {
    return `file:${checksum}:${this.#mapping}`;
  }

  /** The name of the file with this content that was read before; undefined when it has to be read. */
  nameOf(checksum: string): string | undefined {
    const saved = this.sink.checkpoint(this.#checkpoint(checksum));
    const [rejected, ...name] = (saved ?? '').split(':');
    return saved !== undefined && Number(rejected) === this.sink.rejected() ? name.join(':') : undefined;
  }

  /** @param rejected what the sink said before the file was read: its events may be rejected while it is read */
  save(checksum: string, name: string, rejected: number): void {
    this.sink.saveCheckpoint(this.#checkpoint(checksum), `${rejected}:${name}`);
  }
}
