import type { Language } from '#domain/people/contact.js';
import { EN } from './en.js';
import { KK } from './kk.js';
import { RU } from './ru.js';
import { SW } from './sw.js';
import type { ReportWords } from './words.js';

/** The words of reports in each language. */
export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = { en: EN, sw: SW, kk: KK, ru: RU };
