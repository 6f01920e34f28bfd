/**
 * The quarter hour in which each desk ('' stands for the centre itself) was last said to be seen. Nearly all that a day says of a desk is
 * this, again and again; what was said before need not be looked for in its timeline.
 */
export class LastSeen {
  readonly #byCentre = new Map<number, Map<string, number>>();

  /** Begin of the quarter hour, Unix milliseconds; undefined: not known. */
  of(centreKey: number, desk: string): number | undefined {
    return this.#byCentre.get(centreKey)?.get(desk);
  }

  note(centreKey: number, desk: string, at: number): void {
    const known = this.#byCentre.get(centreKey);
    if (known === undefined) this.#byCentre.set(centreKey, new Map([[desk, at]]));
    else known.set(desk, at);
  }

  /** Takes over all that another one knows. */
  noteAll(other: LastSeen): void {
    for (const [centreKey, desks] of other.#byCentre) for (const [desk, at] of desks) this.note(centreKey, desk, at);
  }

  clear(): void {
    this.#byCentre.clear();
  }
}
