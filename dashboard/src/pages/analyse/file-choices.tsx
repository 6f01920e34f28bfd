import { useTranslation } from 'react-i18next';
import type { FileChoices } from './download';

const VALUES = {
  form: ['people', 'machine'],
  separator: ['comma', 'semicolon', 'tab'],
  decimal: ['point', 'comma'],
  paper: ['a4', 'a3'],
  orientation: ['landscape', 'portrait'],
} as const satisfies { readonly [Key in keyof FileChoices]: readonly FileChoices[Key][] };
const KEYS = Object.keys(VALUES) as readonly (keyof FileChoices)[];

interface FileChoicesProps {
  readonly choices: FileChoices;
  readonly onChange: (choices: FileChoices) => void;
}

/** How CSV and PDF files are written. A comma is never both the separator and the decimal mark. */
export function FileChoicesField({ choices, onChange }: FileChoicesProps) {
  const { t } = useTranslation();
  const change = (next: FileChoices) =>
    onChange(next.decimal === 'comma' && next.separator === 'comma' ? { ...next, separator: 'semicolon' } : next);
  return (
    <details className="analyse-choices">
      <summary>{t('analyse.fileChoices')}</summary>
      <div>
        {KEYS.map((key) => (
          <label key={key}>
            <span>{t(`analyse.choice_${key}`)}</span>
            <select value={choices[key]} onChange={({ target }) => change({ ...choices, [key]: target.value })}>
              {VALUES[key].map((value) => (
                <option key={value} value={value}>
                  {t(`analyse.choice_${key}_${value}`)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </details>
  );
}
