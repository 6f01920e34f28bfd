import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';

const MAX_CURSOR = 2_000;
const hasControlCharacter = (text: string): boolean => /\p{Cc}/u.test(text);

/** Where the next page begins, as a text that callers pass on unread. */
export const writeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws RequestError BAD_VALUE when the text is no cursor of this kind */
export function readCursor<Key>(text: string | undefined, schema: z.ZodType<Key>): Key | undefined {
  if (text === undefined) return undefined;
  try {
    const json = text.length > MAX_CURSOR ? '' : Buffer.from(text, 'base64url').toString();
    if (hasControlCharacter(json) || json.includes('\\u0000')) throw new Error('control character');
    return schema.parse(JSON.parse(json));
  } catch {
    throw new RequestError(
      'BAD_VALUE',
      'after is not a cursor of this list; take it from the Link header or from next of the page before.',
    );
  }
}
