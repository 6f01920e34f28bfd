import { useTranslation } from 'react-i18next';
import { asLanguage, chooseLanguage, LANGUAGES } from '../../language/language';
import { useLanguage } from '../../language/use-language';
import { chooseTheme, type ThemeChoice, useTheme } from './theme';

/** The reader's language and theme. */
export function Preferences() {
  const { t } = useTranslation();
  const choice = useTheme((state) => state.choice);
  const current = useLanguage();
  return (
    <div className="preferences">
      <label>
        <span className="out-of-sight">{t('nav.language')}</span>
        <select value={current} onChange={(event) => void chooseLanguage(asLanguage(event.target.value) ?? 'en')}>
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="out-of-sight">{t('nav.theme')}</span>
        <select value={choice} onChange={(event) => chooseTheme(event.target.value as ThemeChoice)}>
          <option value="system">{t('nav.themeSystem')}</option>
          <option value="light">{t('nav.themeLight')}</option>
          <option value="dark">{t('nav.themeDark')}</option>
        </select>
      </label>
    </div>
  );
}
