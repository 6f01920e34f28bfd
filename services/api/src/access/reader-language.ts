import type { Request } from 'express';
import { LANGUAGES, type Language } from '#domain/people/contact.js';

/** The language that the reader prefers by the Accept-Language header; English where it names none of ours. */
export function languageOf(request: Pick<Request, 'acceptsLanguages'>): Language {
  const best = request.acceptsLanguages([...LANGUAGES]);
  return LANGUAGES.find((language) => language === best) ?? 'en';
}
