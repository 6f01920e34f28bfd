import type { Language } from '../people/contact.js';
import { EN } from './en.js';
import { KK } from './kk.js';
import type { Remark, RemarkValue, RemarkWords } from './remark.js';
import { RU } from './ru.js';
import { SW } from './sw.js';

/** All sentences, by language. */
export const REMARK_WORDS: Readonly<Record<Language, RemarkWords>> = { en: EN, sw: SW, kk: KK, ru: RU };

function valueText(value: RemarkValue | undefined, separator: string, language: Language): string {
  if (typeof value === 'number') return value.toLocaleString(language);
  if (typeof value === 'string') return value;
  const parts: readonly Remark[] = value === undefined ? [] : 'code' in value ? [value] : value;
  return parts.map((part) => remarkText(part, language)).join(separator);
}

/** A remark as a sentence of a language. */
export const remarkText = ({ code, parameters }: Remark, language: Language): string =>
  REMARK_WORDS[language][code].replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, name: string, separator = ' ') =>
    valueText(parameters[name], separator, language),
  );
