import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertMark } from '../../alerts/alert-mark';
import { placeWords } from '../../alerts/alert-words';
import type { AlertLoadQuery, SourcePartsFragment } from '../../gql/graphql';
import { ageWords } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';

type Load = AlertLoadQuery['alertLoad'];

interface SourceTableProps {
  readonly title: string;
  readonly note: string;
  readonly sources: readonly SourcePartsFragment[];
  readonly load: Load;
  readonly testId: string;
}

/** Rules at places by how often they fired. */
export function SourceTable({ title, note, sources, load, testId }: SourceTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const heading = useId();
  return (
    <section className="card" aria-labelledby={heading} data-testid={testId}>
      <header className="card-head">
        <h2 id={heading}>
          {title} <small>{note}</small>
        </h2>
      </header>
      {sources.length === 0 ? (
        <p className="attention-status">{t(load.knownFrom === null ? 'load.nothingKnown' : 'load.none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        <section className="wide-table" tabIndex={0} aria-label={title}>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t('load.source')}</th>
                <th scope="col">{t('load.place')}</th>
                <th scope="col" className="number">
                  {t('load.times')}
                </th>
                <th scope="col" className="number">
                  {t('load.share')}
                </th>
                <th scope="col" className="number">
                  {t('load.taken')}
                </th>
                <th scope="col" className="number">
                  {t('load.lasts')}
                </th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <tr key={`${source.ruleId} ${source.identity}`}>
                  <th scope="row">
                    <AlertMark alert={{ severity: source.severity, condition: 'firing' }} /> {source.name}
                  </th>
                  <td>{placeWords({ ...source, regionId: null }, catalogue, t)}</td>
                  <td className="number">{formats.count(source.fired)}</td>
                  <td className="number">{formats.share(source.share)}</td>
                  <td className="number">{formats.count(source.acknowledged)}</td>
                  <td className="number">
                    {source.medianSeconds === null ? '–' : ageWords(source.medianSeconds * 1000, t)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** Whom alerts ask most of; said to be hidden from those who may not see single people. */
export function PersonTable({ load }: { readonly load: Load }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const heading = useId();
  const { persons, knownFrom } = load;
  return (
    <section className="card" aria-labelledby={heading} data-testid="persons">
      <header className="card-head">
        <h2 id={heading}>{t('load.persons')}</h2>
      </header>
      {persons === null ? (
        <p className="attention-status">{t('load.personsHidden')}</p>
      ) : persons.length === 0 ? (
        <p className="attention-status">{t(knownFrom === null ? 'load.nothingKnown' : 'load.nobodyPaged')}</p>
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t('load.person')}</th>
              <th scope="col" className="number">
                {t('load.pages')}
              </th>
              <th scope="col" className="number">
                {t('load.hours')}
              </th>
              <th scope="col" className="number">
                {t('load.busiestHour')}
              </th>
            </tr>
          </thead>
          <tbody>
            {persons.map((person) => (
              <tr key={person.supervisorId}>
                <th scope="row">
                  {person.name} <small>{t(`load.role_${person.role}`, { defaultValue: person.role })}</small>
                </th>
                <td className="number">{formats.count(person.pages)}</td>
                <td className="number">{formats.count(person.hours)}</td>
                <td className="number">{formats.count(person.busiestHour)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
