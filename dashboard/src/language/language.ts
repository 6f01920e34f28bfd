import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../gql/graphql';
import en from './en.json';

/** The languages of the screens; each is complete. */
export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'sw', name: 'Kiswahili' },
  { code: 'kk', name: 'Қазақша' },
  { code: 'ru', name: 'Русский' },
];

const KEY = 'mnara.language';

const files = import.meta.glob<{ readonly default: Record<string, unknown> }>(['./sw.json', './kk.json', './ru.json']);

/** Checks a language code of the address or of storage. */
export function asLanguage(code: string | null | undefined): Language | null {
  return LANGUAGES.find((language) => language.code === code)?.code ?? null;
}

/**
 * The language to begin with: the address's, the one chosen before, the browser's if it is one of them, else
 * English.
 */
export function firstLanguage(search: string, stored: string | null, preferred: readonly string[]): Language {
  const offered = preferred.map((tag) => asLanguage(tag.slice(0, 2))).find((code) => code !== null);
  return asLanguage(new URLSearchParams(search).get('lang')) ?? asLanguage(stored) ?? offered ?? 'en';
}

/** Sets the screens' language up; other languages than English are fetched when they are chosen. */
export async function startLanguage(instance: i18n = i18next): Promise<void> {
  const language = firstLanguage(location.search, localStorage.getItem(KEY), navigator.languages);
  await instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (language !== 'en') await chooseLanguage(language, instance);
  document.documentElement.lang = language;
}

/** Changes the language and keeps the choice. */
export async function chooseLanguage(language: Language, instance: i18n = i18next): Promise<void> {
  if (!instance.hasResourceBundle(language, 'translation')) {
    const file = await files[`./${language}.json`]?.();
    if (file) instance.addResourceBundle(language, 'translation', file.default);
  }
  await instance.changeLanguage(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}
