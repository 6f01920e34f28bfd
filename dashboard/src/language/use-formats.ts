import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalogue } from '../live/catalogue/catalogue';
import { type Formats, formatsFor } from './format';

/** Formats of the reader's language in the network's time zone (or in `timeZone`). */
export function useFormats(timeZone?: string): Formats {
  const { i18n } = useTranslation();
  const catalogue = useCatalogue();
  const zone = timeZone ?? catalogue?.timeZone ?? 'UTC';
  return useMemo(() => formatsFor(i18n.language, zone), [i18n.language, zone]);
}
