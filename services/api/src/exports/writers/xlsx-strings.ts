import type { ByteText } from './byte-text.js';
import { utf8 } from './byte-text.js';
import { MAIN, XML, xmlText } from './xlsx-parts.js';

/** Different texts of a column that are shared; texts of a column that has more of them are in their cells. */
const MAX_SHARED_OF_COLUMN = 4096;
const MAX_SHARED_LENGTH = 100;

/** A text as an XML element, with its spaces. */
export const textElement = (text: string): string =>
  `<t${/^\s|\s$|[\n\t]/.test(text) ? ' xml:space="preserve"' : ''}>${xmlText(text)}</t>`;

/**
 * Texts that cells have again and again: the workbook holds each once, and the cells its number. The number of those in
 * memory is bounded.
 */
export class SharedStrings {
  readonly #places = new Map<string, number>();

  #placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.#places.size);
    return this.#places.size - 1;
  }

  /** A writer of a column's texts: what follows the reference of a cell. @param inline the XML of a text in its cell */
  column(inline: (text: string) => string): (out: ByteText, text: string) => void {
    const shared = new Map<string, Uint8Array>();
    return (out, text) => {
      const known = shared.get(text);
      if (known !== undefined) {
        out.bytes(known);
        return;
      }
      if (shared.size >= MAX_SHARED_OF_COLUMN || text.length > MAX_SHARED_LENGTH) {
        out.text(inline(text));
        return;
      }
      const made = utf8(`" t="s"><v>${this.#placeOf(text)}</v></c>`);
      shared.set(text, made);
      out.bytes(made);
    };
  }

  /** The part of the workbook with the texts; call it after the last cell. */
  *xml(): Generator<string, void> {
    yield `${XML}<sst xmlns="${MAIN}" uniqueCount="${this.#places.size}">`;
    for (const text of this.#places.keys()) yield `<si>${textElement(text)}</si>`;
    yield '</sst>';
  }
}
