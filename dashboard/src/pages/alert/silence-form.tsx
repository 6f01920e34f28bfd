import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAKE_SILENCE } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import type { SilenceInput, SilenceKind } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';

const WIDTHS = ['alert', 'place', 'rule'] as const;
type Width = (typeof WIDTHS)[number];

/** What a silence of this width around an alert matches. */
function matching(alert: Alert, width: Width): Partial<SilenceInput> {
  const { ruleId, regionId, centreId, serviceId, agencyId } = alert;
  switch (width) {
    case 'alert':
      return { ruleId, regionId, centreId, serviceId, agencyId };
    case 'place':
      return centreId === null ? { regionId } : { centreId };
    case 'rule':
      return { ruleId };
  }
}

/** Lets this alert, its place, or its rule be shown without paging anybody, for a time and with a reason. */
export function SilenceForm({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [problem, setProblem] = useState<string | null>(null);
  const [until, setUntil] = useState<number | null>(null);

  async function make(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    try {
      const { makeSilence: made } = await change(MAKE_SILENCE, {
        input: {
          ...matching(alert, given.get('width') as Width),
          kind: given.get('kind') as SilenceKind,
          minutes: Number(given.get('minutes')),
          reason: String(given.get('reason') ?? ''),
        },
      });
      if (made.__typename === 'AlertRefused') return setProblem(made.message);
      setProblem(null);
      setUntil(made.silence.to);
      form.reset();
    } catch (cause) {
      setProblem(t('alert.requestFailed', { reason: reasonOf(cause) }));
    }
  }

  return (
    <details className="silence">
      <summary>{t('alert.silence')}</summary>
      <form onSubmit={make} data-testid="silence-form">
        <SilenceFields alert={alert} />
        <button type="submit">{t('alert.silenceStart')}</button>
        <p role="alert" className="faults">
          {problem}
        </p>
        <p role="status">{until === null ? '' : t('alert.silencedUntil', { time: formats.moment(until) })}</p>
      </form>
    </details>
  );
}

function SilenceFields({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const id = useId();
  const widths = WIDTHS.filter((width) => width !== 'place' || alert.centreId !== null || alert.regionId !== null);
  return (
    <>
      <label htmlFor={`${id}width`}>{t('alert.silenceScope')}</label>
      <select id={`${id}width`} name="width">
        {widths.map((width) => (
          <option key={width} value={width}>
            {t(`alert.width_${width}`)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}kind`}>{t('alert.silenceKind')}</label>
      <select id={`${id}kind`} name="kind">
        <option value="silence">{t('alert.kind_silence')}</option>
        <option value="maintenance">{t('alert.kind_maintenance')}</option>
      </select>
      <label htmlFor={`${id}minutes`}>{t('alert.silenceMinutes')}</label>
      <input id={`${id}minutes`} name="minutes" type="number" min={1} max={44_640} defaultValue={60} required />
      <label htmlFor={`${id}reason`}>{t('alert.silenceReason')}</label>
      <input id={`${id}reason`} name="reason" maxLength={2000} required />
    </>
  );
}
