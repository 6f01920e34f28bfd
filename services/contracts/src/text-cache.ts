/** Number of slots; a power of 2. */
const SLOT_COUNT = 65_536;
/** Longer texts are rarely repeated, so they are not cached. */
const MAX_BYTES = 64;

/**
 * A cache of short texts. It returns the same string object for the same bytes when they were requested recently, which
 * saves the allocation and the hashing of a new string. Each slot holds one text; a newer text replaces an older one.
 */
export class TextCache {
  readonly #texts = new Array<string>(SLOT_COUNT).fill('');

  /**
   * @param bytes printable ASCII from `first` (included) to `end` (not included), so that each byte is one character
   */
  textOf(bytes: Uint8Array, first: number, end: number): string {
    const length = end - first;
    if (length > MAX_BYTES) return decode(bytes, first, end);
    let hash = length;
    for (let place = first; place < end; place += 1) hash = (Math.imul(hash, 31) + (bytes[place] as number)) | 0;
    const place = (hash ^ (hash >>> 16)) & (SLOT_COUNT - 1);
    const known = this.#texts[place] as string;
    if (known.length === length && isText(known, bytes, first)) return known;
    const text = decode(bytes, first, end);
    this.#texts[place] = text;
    return text;
  }
}

const decode = (bytes: Uint8Array, first: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + first, end - first).toString('latin1');

function isText(text: string, bytes: Uint8Array, first: number): boolean {
  for (let place = 0; place < text.length; place += 1)
    if (text.charCodeAt(place) !== bytes[first + place]) return false;
  return true;
}
