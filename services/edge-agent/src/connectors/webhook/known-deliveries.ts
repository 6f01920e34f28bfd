import { z } from 'zod';

const KEPT = 1000;
const stored = z.array(z.string());

/**
 * The newest deliveries that were recorded: one that comes again, because its answer was lost or because somebody
 * replays it, changes nothing. What is older is recognised by its facts.
 */
export class KnownDeliveries {
  readonly #keys: Set<string>;

  /** @param text what `with` returned before; undefined: nothing */
  constructor(text: string | undefined) {
    const parsed = text === undefined ? undefined : stored.safeParse(JSON.parse(text));
    this.#keys = new Set(parsed?.data ?? []);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** For the checkpoint of a delivery: what is known once it is recorded. Others that are under way are not in it. */
  with(key: string): string {
    return JSON.stringify([...this.#keys, key].slice(-KEPT));
  }

  /** The delivery is recorded. */
  add(key: string): void {
    this.#keys.add(key);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= KEPT) break;
      this.#keys.delete(oldest);
    }
  }
}
