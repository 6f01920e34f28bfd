import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACKNOWLEDGE_ALERT, ASSIGN_ALERT, COMMENT_ALERT } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import type { AcknowledgeAlertMutation } from '../../gql/graphql';
import { ageWords } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { SilenceForm } from './silence-form';

type Answer = AcknowledgeAlertMutation['answer'];
const MINUTES = [15, 30, 60, 240, 480] as const;
const MOST_CHARS = 2000;

interface AlertActionsProps {
  readonly alert: Alert;
  readonly onChanged: (alert: Alert) => void;
}

/** What whoever answers alerts can do with one: take it for a time, give it to somebody, say something, silence it. */
export function AlertActions({ alert, onChanged }: AlertActionsProps) {
  const { t } = useTranslation();
  const id = useId();
  const viewer = useCatalogue()?.viewer;
  const language = useLanguage();
  const [minutes, setMinutes] = useState<number>(30);
  const [to, setTo] = useState('');
  const [comment, setComment] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  if (viewer?.role !== 'operator' && viewer?.role !== 'manager')
    return <p className="alert-lookers">{t('alert.lookersOnly')}</p>;
  const of = { id: alert.id, language };

  async function run(ask: () => Promise<{ readonly answer: Answer }>, after: () => void = () => undefined) {
    setBusy(true);
    try {
      const { answer } = await ask();
      if (answer.__typename === 'AlertChanged') {
        setProblem(null);
        onChanged(answer.alert);
        after();
      } else {
        // The server's own words say what cannot be used.
        const isOwn = answer.code === 'bad_input';
        const by = answer.current?.acknowledgedBy ?? '?';
        setProblem(isOwn ? answer.message : t(`alert.refused_${answer.code}`, { by, defaultValue: answer.message }));
        if (answer.current) onChanged(answer.current);
      }
    } catch (cause) {
      setProblem(t('alert.notDone', { reason: reasonOf(cause) }));
    } finally {
      setBusy(false);
    }
  }

  const assign = (wanted: string | null) =>
    run(
      () => change(ASSIGN_ALERT, { ...of, to: wanted }),
      () => setTo(''),
    );
  return (
    <div className="alert-actions" data-testid="alert-actions">
      <p role="alert" className="faults">
        {problem}
      </p>
      {alert.closedAt === null ? (
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void run(() => change(ACKNOWLEDGE_ALERT, { ...of, episode: alert.episode, minutes }));
            }}
          >
            <label htmlFor={`${id}for`}>{t('alert.takeFor')}</label>
            <select id={`${id}for`} value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
              {MINUTES.map((each) => (
                <option key={each} value={each}>
                  {ageWords(each * 60_000, t)}
                </option>
              ))}
            </select>
            <button type="submit" className="main-action" disabled={isBusy} data-testid="take">
              {t('alert.take')}
            </button>
          </form>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (to.trim() !== '') void assign(to.trim());
            }}
          >
            <label htmlFor={`${id}to`}>{t('alert.assign')}</label>
            <input id={`${id}to`} value={to} maxLength={200} required onChange={(event) => setTo(event.target.value)} />
            <button type="submit" disabled={isBusy} data-testid="assign">
              {t('alert.assignDo')}
            </button>
            <button type="button" disabled={isBusy} onClick={() => assign(viewer.name)}>
              {t('alert.assignMe')}
            </button>
            {alert.assignedTo === null ? null : (
              <button type="button" disabled={isBusy} onClick={() => assign(null)}>
                {t('alert.unassign')}
              </button>
            )}
          </form>
        </>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(
            () => change(COMMENT_ALERT, { ...of, text: comment }),
            () => setComment(''),
          );
        }}
      >
        <label htmlFor={`${id}text`}>{t('alert.comment')}</label>
        <textarea
          id={`${id}text`}
          rows={2}
          maxLength={MOST_CHARS}
          required
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        <button type="submit" disabled={isBusy} data-testid="comment">
          {t('alert.commentDo')}
        </button>
      </form>
      <SilenceForm alert={alert} />
    </div>
  );
}
