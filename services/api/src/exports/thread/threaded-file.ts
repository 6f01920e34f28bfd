import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { NoteLine } from '../export-table.js';
import type { MadeFile } from '../send-file.js';
import type { FileOrder, FromThread, ToThread } from './file-order.js';

/** The built program, also where the API runs from its sources, as in tests: a thread cannot run those. */
const PROGRAM = new URL(import.meta.resolve('#file-thread'));

/** A file that needs more ends alone: the API and its other files go on. */
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 160 } as const;

/**
 * A file that a thread of its own makes of packed rows: the turns of the API go on meanwhile, and no file takes more
 * memory than its thread may have. Rows are read as fast as the bytes are taken.
 */
export class ThreadedFile implements MadeFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly rowCount: number;
  #trailer: readonly NoteLine[] = [];

  /** @param rows packed, in batches */
  constructor(order: FileOrder, rows: AsyncIterable<readonly string[]>) {
    this.rowCount = order.rowCount;
    this.bytes = this.#run(order, rows);
  }

  trailer(): readonly NoteLine[] {
    return this.#trailer;
  }

  async *#run(order: FileOrder, rows: AsyncIterable<readonly string[]>): AsyncGenerator<Uint8Array, void> {
    const thread = new Worker(PROGRAM, { workerData: order, execArgv: [], resourceLimits: MEMORY });
    const send = (message: ToThread): void => thread.postMessage(message);
    const source = rows[Symbol.asyncIterator]();
    const failed = new AbortController();
    const feed = async (): Promise<void> => {
      const { value, done } = await source.next();
      send(done === true ? 'end' : { rows: value });
    };
    try {
      for await (const [message] of on(thread, 'message', { signal: failed.signal, close: ['exit'] })) {
        const said = message as FromThread;
        if (said === 'more') feed().catch((error: unknown) => failed.abort(error));
        else if ('trailer' in said) {
          this.#trailer = said.trailer;
          return;
        } else {
          yield said.bytes;
          send('taken');
        }
      }
      throw new Error('The thread that made the file ended before it was whole.');
    } catch (error) {
      throw failed.signal.aborted ? failed.signal.reason : error;
    } finally {
      await thread.terminate();
      await source.return?.();
    }
  }
}
