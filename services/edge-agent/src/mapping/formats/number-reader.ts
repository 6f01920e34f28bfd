/** How numbers are written in a source; undefined parts are found out where there is no doubt. */
export interface NumberStyle {
  readonly decimal?: '.' | ',' | undefined;
  readonly thousands?: string | undefined;
}

/** What a text is: a number, no number at all, or a number with two meanings (1,234). */
export type ReadNumber = number | 'none' | 'ambiguous';

const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;
/** Characters that group digits and mean nothing else: spaces, no-break spaces, apostrophes. */
const GROUPS = /(?<=\d)[\s\u00a0\u202f\u2009'’](?=\d{3}(?!\d))/g;

/**
 * A comma is a decimal comma, unless digits stand behind it in threes: `7,5` is seven and a half, `1,234,567` has
 * thousands, and `1,234` is ambiguous until the mapping says which.
 */
export function numberReader({ decimal, thousands }: NumberStyle): (content: string) => ReadNumber {
  return (content) => {
    if (decimal !== ',' && thousands !== '.' && PLAIN.test(content)) return Number(content);
    const text = content.replace('−', '-').replace(GROUPS, '');
    const mark = decimal ?? markOf(text, thousands);
    if (mark === 'ambiguous') return 'ambiguous';
    const other = mark === ',' ? '.' : ',';
    const [whole = '', ...rest] = text.split(mark);
    if (rest.length > 1 || rest.some((digits) => !/^\d+$/.test(digits))) return 'none';
    const groups = whole.split(thousands ?? other);
    if (groups.length > 1 && !groups.slice(1).every((digits) => /^\d{3}$/.test(digits))) return 'none';
    const number = [groups.join(''), ...rest].join('.');
    return PLAIN.test(number) ? Number(number) : 'none';
  };
}

/** The decimal mark of a text, where the mapping does not say it. */
function markOf(text: string, thousands: string | undefined): '.' | ',' | 'ambiguous' {
  if (thousands === '.') return ',';
  if (thousands === ',') return '.';
  const [dot, comma] = [text.lastIndexOf('.'), text.lastIndexOf(',')];
  if (comma === -1) return text.indexOf('.') === dot ? '.' : ',';
  if (dot !== -1) return comma > dot ? ',' : '.';
  if (text.indexOf(',') !== comma) return '.';
  return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text) ? 'ambiguous' : ',';
}
