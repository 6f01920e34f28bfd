const NEWLINE = 10;
/** The byte of a carriage return. */
export const RETURN = 13;

/** The lines of a text, each with its end: \r\n, \n or \r. The last one may have none. */
export function* linesOf(text: Buffer): Generator<Buffer> {
  let from = 0;
  let nextReturn = text.indexOf(RETURN);
  while (from < text.length) {
    const newline = text.indexOf(NEWLINE, from);
    const isReturn = nextReturn !== -1 && (newline === -1 || nextReturn < newline - 1);
    const to = isReturn ? nextReturn + 1 : newline === -1 ? text.length : newline + 1;
    yield text.subarray(from, to);
    from = to;
    if (nextReturn !== -1 && nextReturn < from) nextReturn = text.indexOf(RETURN, from);
  }
}

/** Whether a text is one line that \n ends. It is quick: nearly every row is such a line. */
export const isOneLine = (text: Buffer): boolean =>
  text.length > 1 && text.indexOf(NEWLINE) === text.length - 1 && !text.includes(RETURN);

/** Whether a line has nothing but its end. */
export const isBlank = (line: Buffer): boolean =>
  line.length <= 2 && (line[0] === NEWLINE || (line[0] === RETURN && (line.length === 1 || line[1] === NEWLINE)));

/** Bytes of the lines that have ended. A return at the end may be the first half of \r\n, and ends none yet. */
export const completeLines = (text: Buffer): number =>
  Math.max(text.lastIndexOf(NEWLINE), text.length < 2 ? -1 : text.lastIndexOf(RETURN, text.length - 2)) + 1;
