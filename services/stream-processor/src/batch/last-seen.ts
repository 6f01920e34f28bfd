/**
 * The name under which a desk is noted ('' stands for the centre itself): what an import has seen is noted for itself,
 * because it leaves with the import.
 */
export const seenBy = (desk: string, importId: string | undefined): string =>
  importId === undefined ? desk : `${desk}\u001f${importId}`;

/**
 * The quarter hour in which each desk was last seen, by `seenBy`. Most facts of a desk's day
 * repeat this; with this memory the processor does not have to look up the timeline for each of them.
 */
export class LastSeen {
  readonly #byCentre = new Map<number, Map<string, number>>();

  /** Start of the quarter hour, Unix milliseconds; undefined when it is unknown. */
  of(centreKey: number, desk: string): number | undefined {
    return this.#byCentre.get(centreKey)?.get(desk);
  }

  note(centreKey: number, desk: string, at: number): void {
    const known = this.#byCentre.get(centreKey);
    if (known === undefined) this.#byCentre.set(centreKey, new Map([[desk, at]]));
    else known.set(desk, at);
  }

  /** Copies all entries of another instance. */
  noteAll(other: LastSeen): void {
    for (const [centreKey, desks] of other.#byCentre) for (const [desk, at] of desks) this.note(centreKey, desk, at);
  }

  clear(): void {
    this.#byCentre.clear();
  }
}
