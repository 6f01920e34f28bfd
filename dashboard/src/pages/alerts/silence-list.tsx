import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { END_SILENCE, SILENCES } from '../../alerts/alert-operations';
import { Card } from '../../components/card';
import { LoadedList } from '../../components/loaded-list';
import type { SilencePartsFragment } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { type Catalogue, useCatalogue } from '../../live/catalogue/catalogue';
import { change, usePolled } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';

const EVERY_MS = 10_000;

function whatWords(silence: SilencePartsFragment, catalogue: Catalogue | null): string {
  const { ruleId, regionId, centreId, serviceId, agencyId } = silence;
  const names = [
    ruleId,
    regionId === null ? null : (catalogue?.region.get(regionId)?.name ?? regionId),
    centreId === null ? null : (catalogue?.centreName(centreId) ?? centreId),
    serviceId === null ? null : (catalogue?.nameOf(serviceId) ?? serviceId),
    agencyId === null ? null : (catalogue?.nameOf(agencyId) ?? agencyId),
  ];
  return names.filter((name) => name !== null).join(' · ');
}

/**
 * Active and planned silences and maintenance windows, with their authors and reasons; operators and managers may
 * end them.
 */
export function SilenceList() {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const answer = usePolled(SILENCES, {}, EVERY_MS);
  const [ended, setEnded] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const mayEnd = catalogue?.viewer.role === 'operator' || catalogue?.viewer.role === 'manager';
  const silences = answer.data?.silences.filter(({ id }) => !ended.has(id));

  async function end(id: string) {
    try {
      const { endSilence: done } = await change(END_SILENCE, { id });
      if (done.__typename === 'AlertRefused') setProblem(done.message);
      else setEnded((before) => new Set([...before, id]));
    } catch (cause) {
      setProblem(t('alert.requestFailed', { reason: reasonOf(cause) }));
    }
  }

  return (
    <Card title={t('alert.silences')} testId="silences">
      <p role="alert" className="faults">
        {problem}
      </p>
      <LoadedList answer={answer} items={silences} empty={t('alert.noSilences')}>
        {(items) => (
          <ul className="silence-list">
            {items.map((silence) => (
              <li key={silence.id}>
                <b>{t(`alert.kind_${silence.kind}`)}</b> {whatWords(silence, catalogue)} ·{' '}
                {t('alert.silenceTimes', { from: formats.moment(silence.from), to: formats.moment(silence.to) })} ·{' '}
                {silence.madeBy}: {silence.reason}{' '}
                {mayEnd ? (
                  <button type="button" className="quiet" onClick={() => end(silence.id)}>
                    {t('alert.endSilence')}
                  </button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </LoadedList>
    </Card>
  );
}
