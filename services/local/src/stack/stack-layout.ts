import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files and folders of the stack, all inside the data folder. */
export interface StackLayout {
  readonly folder: string;
  readonly root: string;
  readonly kafka: string;
  readonly timescale: string;
  readonly logs: string;
  readonly state: string;
}

export function stackLayout(folder: string): StackLayout {
  const root = join(folder, 'stack');
  const at = (name: string): string => join(root, name);
  return {
    folder,
    root,
    kafka: at('kafka'),
    timescale: at('timescale'),
    logs: at('logs'),
    state: at('state.json'),
  };
}

/**
 * Ports by purpose: free ports at the first start, then always the same, so that agents find the gateway again.
 */
export class PortBook {
  readonly #file: string;
  #ports: Record<string, number> = {};

  constructor(layout: StackLayout) {
    this.#file = join(layout.root, 'ports.json');
  }

  async open(): Promise<void> {
    await mkdir(join(this.#file, '..'), { recursive: true });
    if (existsSync(this.#file)) this.#ports = JSON.parse(await readFile(this.#file, 'utf8')) as Record<string, number>;
  }

  /** @param choose called only the first time */
  async portOf(use: string, choose: () => Promise<number>): Promise<number> {
    const known = this.#ports[use];
    if (known !== undefined) return known;
    let port = await choose();
    // The operating system may offer the same free port twice.
    while (Object.values(this.#ports).includes(port)) port = await choose();
    this.#ports[use] = port;
    await writeFile(`${this.#file}.new`, JSON.stringify(this.#ports));
    await rename(`${this.#file}.new`, this.#file);
    return port;
  }
}
