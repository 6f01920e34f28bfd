import type { Language } from '../people/contact.js';
import type { Remark } from '../remark/remark.js';
import { remarkText } from '../remark/remark-text.js';

/** Kinds of invalid requests; the codes are part of the API. */
export type RequestErrorCode =
  | 'UNKNOWN_KPI'
  | 'BAD_DATE'
  | 'BAD_PERIOD'
  | 'BAD_GROUP'
  | 'BAD_FILTER'
  | 'BAD_NUMBER'
  | 'BAD_VALUE'
  | 'TOO_MUCH'
  | 'TOO_SLOW'
  | 'BUSY'
  | 'CANCELLED'
  | 'UNKNOWN_PLACE'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'UNAUTHENTICATED';

/**
 * A request that cannot be answered as it is; the message says how to fix it, in English. Where it was given as a
 * remark, readers get it in their language.
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  readonly remark: Remark | undefined;

  constructor(
    readonly code: RequestErrorCode,
    words: string | Remark,
  ) {
    super(typeof words === 'string' ? words : remarkText(words, 'en'));
    this.remark = typeof words === 'string' ? undefined : words;
  }

  /** The same with the remark's words of a language; unchanged where there is no remark. */
  inLanguage(language: Language): RequestError {
    if (this.remark === undefined) return this;
    const copy = new RequestError(this.code, this.remark);
    copy.message = remarkText(this.remark, language);
    return copy;
  }
}
