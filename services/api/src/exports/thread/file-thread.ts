import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { unpacker } from '#platform/postgres/packed-rows.js';
import { makeFile } from '../make-file.js';
import type { RowSource } from '../sources/row-source.js';
import { withRowSource } from '../sources/row-sources.js';
import { sourceTable } from '../sources/source-table.js';
import type { FileOrder, FromThread, ToThread } from './file-order.js';

/* The program of a thread that makes one file: packed rows come in, the pieces of the file go out. */

/** Batches that are on their way or wait, so that the database works on while rows are written. */
const BATCHES_AHEAD = 6;
/** Pieces of the file that the client has not taken yet. */
const PIECES_AHEAD = 4;

/** Records that exist at once: the fewer, the less there is to copy for the collector of garbage. */
const RECORDS_AT_ONCE = 200;

/** What the API sends, and how many pieces its client has taken. */
class Inbox {
  readonly #rows: (readonly string[])[] = [];
  #isOver = false;
  #untaken = 0;

  constructor(readonly port: MessagePort) {
    port.on('message', (message: ToThread) => {
      if (message === 'taken') this.#untaken -= 1;
      else if (message === 'end') this.#isOver = true;
      else this.#rows.push(message.rows);
    });
    for (let ahead = 0; ahead < BATCHES_AHEAD; ahead += 1) this.send('more');
  }

  send(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, transfer);
  }

  async *batches(): AsyncGenerator<readonly string[], void> {
    for (;;) {
      const rows = this.#rows.shift();
      if (rows !== undefined) {
        this.send('more');
        yield rows;
      } else if (this.#isOver) return;
      else await once(this.port, 'message');
    }
  }

  /** Sends a piece once the client has taken most of those before it. */
  async piece(bytes: Uint8Array): Promise<void> {
    while (this.#untaken >= PIECES_AHEAD) await once(this.port, 'message');
    this.#untaken += 1;
    // A copy of its own: writers and compression cut several pieces from one block.
    const own = new Uint8Array(bytes);
    this.send({ bytes: own }, [own.buffer]);
  }
}

async function* unpacked<Record>(
  batches: AsyncIterable<readonly string[]>,
  unpack: (packed: string) => Record,
): AsyncGenerator<readonly Record[], void> {
  for await (const batch of batches)
    for (let at = 0; at < batch.length; at += RECORDS_AT_ONCE) yield batch.slice(at, at + RECORDS_AT_ONCE).map(unpack);
}

async function make(order: FileOrder, inbox: Inbox): Promise<void> {
  const { kind, clock, options, ...known } = order;
  const table = withRowSource(kind, clock, <Record extends object>(source: RowSource<Record>) =>
    sourceTable({
      ...known,
      title: source.title,
      columns: source.columns,
      records: unpacked(inbox.batches(), unpacker<Record>(source.packed)),
    }),
  );
  for await (const bytes of makeFile(table, options)) await inbox.piece(bytes);
  inbox.send({ trailer: table.trailer() });
}

if (parentPort !== null) {
  const port = parentPort;
  await make(workerData as FileOrder, new Inbox(port));
  port.close();
}
