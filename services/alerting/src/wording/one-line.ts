/** Control characters, line and paragraph separators, and marks that turn the direction of text around. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Reduces a text to one line of plain characters, so that a header, a log or a screen shows it as text only. */
export const oneLine = (text: string): string =>
  text.toWellFormed().replaceAll(UNSAFE, ' ').replaceAll(/ {2,}/g, ' ').trim();

const LATIN_ROOM = 300;
const OTHER_ROOM = 195;
const NOT_LATIN = /[^\p{ASCII}]/u;

/**
 * A short text for an SMS: the subject, as many lines as fit, the number of lines left out, and the link. At most about
 * two SMS of Latin letters, or three of Cyrillic letters.
 */
export function fitBrief(
  subject: string,
  lines: readonly string[],
  link: string | undefined,
  more: (count: number) => string,
): string {
  const whole = [subject, ...lines].join('');
  const room = (NOT_LATIN.test(whole) ? OTHER_ROOM : LATIN_ROOM) - (link === undefined ? 0 : link.length + 1);
  let text = cut(subject, room);
  let shown = 0;
  for (const line of lines) {
    const left = lines.length - shown - 1;
    const tail = left > 0 ? `; ${more(left)}` : '';
    const longer = `${text}${shown === 0 ? '. ' : '; '}${line}`;
    if (longer.length + tail.length > room) break;
    text = longer;
    shown += 1;
  }
  // The subject already contains what a single line would repeat.
  if (shown < lines.length && lines.length > 1) text = `${cut(text, room - 20)}; ${more(lines.length - shown)}`;
  return link === undefined ? text : `${text} ${link}`;
}

const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1)).toWellFormed()}…`;
