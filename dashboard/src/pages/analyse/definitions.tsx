import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { useFormats } from '../../language/use-formats';
import type { AskedKpi } from './answer';
import { valueWords } from './figure-words';

/** What each figure means: definition, version, clock and target; and by what the question is known elsewhere. */
export function Definitions({ kpis, hash }: { readonly kpis: readonly AskedKpi[]; readonly hash: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  // The same KPI with several limits has one meaning.
  const meanings = [...new Map(kpis.map(({ definition }) => [definition.id, definition])).values()];
  return (
    <Card title={t('analyse.definitions')} testId="definitions">
      <dl className="analyse-definitions">
        {meanings.map((definition) => (
          <div key={definition.id}>
            <dt>
              {definition.name} <code>{definition.id}</code>
            </dt>
            <dd>
              {definition.definition}
              <small>
                {t('analyse.version', { version: definition.version })} · {t(`analyse.clock_${definition.clock}`)}
                {definition.target === null
                  ? ''
                  : ` · ${t('analyse.target', { value: valueWords(definition.target, definition.unit, formats, t) })}`}
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <p className="analyse-hint">{t('analyse.definitionsNote')}</p>
      <p className="analyse-hash">
        {t('analyse.hash')} <code data-testid="question-hash">{hash}</code>
      </p>
    </Card>
  );
}
