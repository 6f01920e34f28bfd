import { rename, writeFile } from 'node:fs/promises';
import type { DemoProcess } from '#demo/demo-process.js';
import { startDemo } from '#demo/start-demo.js';
import { openDatabase } from '#platform/postgres/database.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { Part } from './part.js';

const TELL_MS = 1_000;

export interface DemoPartOptions {
  /** Outboxes and keys are under its folder `agents`. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly gatewayUrl: string;
  /** How far the demonstration's history is, for the API to show. */
  readonly progressFile: string;
  readonly tell: (text: string) => void;
}

/** The demonstration's agents; they see to their own restarts. */
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
    const { folder, databaseUrl, gatewayUrl, tell } = this.options;
    const database = openDatabase(databaseUrl, { connections: 1 });
    try {
      this.#demo = await startDemo(database, folder, gatewayUrl, tell);
    } finally {
      await database.close();
    }
    this.#writing = repeatEvery(
      likeTimer(TELL_MS),
      () => this.#writeProgress(),
      () => undefined,
    );
  }

  async #writeProgress(): Promise<void> {
    const progress = this.#demo?.progress();
    if (progress === undefined) return;
    const { progressFile, tell } = this.options;
    try {
      await writeFile(`${progressFile}.new`, JSON.stringify(progress));
      await rename(`${progressFile}.new`, progressFile);
    } catch (error) {
      tell(`How far the demonstration is could not be written down: ${String(error)}`);
    }
  }

  async stop(): Promise<void> {
    await this.#writing?.stop();
    await this.#demo?.stop();
  }
}
