import { useTranslation } from 'react-i18next';
import type { Language } from '../gql/graphql';
import { asLanguage } from './language';

/** The language of the screen; English until another one is set up. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return asLanguage(i18n.language) ?? 'en';
}
