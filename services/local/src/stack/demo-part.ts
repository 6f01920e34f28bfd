import { rename, writeFile } from 'node:fs/promises';
import type { DemoProcess } from '#demo/demo-process.js';
import { startDemo } from '#demo/start-demo.js';
import { openDatabase } from '#platform/postgres/database.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { Part } from './part.js';

const PROGRESS_MS = 1_000;

export interface DemoPartOptions {
  /** Outboxes and keys are in its subfolder `agents`. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly gatewayUrl: string;
  /** File with the progress of the demonstration's history, which the API shows. */
  readonly progressFile: string;
  readonly report: (text: string) => void;
}

/** The agents of the demonstration; they restart themselves. */
export class DemoPart implements Part {
  readonly name = 'agents';
  readonly address = 'the demonstration';
  #demo: DemoProcess | undefined;
  #writing: Repeating | undefined;

  constructor(readonly options: DemoPartOptions) {}

  pid(): number {
    return this.#demo?.pid() ?? 0;
  }

  async start(): Promise<void> {
    if (this.#demo !== undefined) return;
    const { folder, databaseUrl, gatewayUrl, report } = this.options;
    const database = openDatabase(databaseUrl, { connections: 1 });
    try {
      this.#demo = await startDemo(database, folder, gatewayUrl, report);
    } finally {
      await database.close();
    }
    this.#writing = repeatEvery(
      likeTimer(PROGRESS_MS),
      () => this.#writeProgress(),
      () => undefined,
    );
  }

  async #writeProgress(): Promise<void> {
    const progress = this.#demo?.progress();
    if (progress === undefined) return;
    const { progressFile, report } = this.options;
    try {
      await writeFile(`${progressFile}.new`, JSON.stringify(progress));
      await rename(`${progressFile}.new`, progressFile);
    } catch (error) {
      report(`The progress of the demonstration could not be saved: ${String(error)}`);
    }
  }

  async stop(): Promise<void> {
    await this.#writing?.stop();
    await this.#demo?.stop();
  }
}
