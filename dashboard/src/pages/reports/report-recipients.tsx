import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../components/use-act';
import { change } from '../../live/graphql-client';
import { ADD_RECIPIENT, REMOVE_RECIPIENT, type Report } from './report-operations';

interface ReportRecipientsProps {
  readonly report: Report;
  readonly onChanged: () => void;
}

/** Who gets a report, and whether they agreed. Its owner adds and removes them. */
export function ReportRecipients({ report, onChanged }: ReportRecipientsProps) {
  const { t } = useTranslation();
  const { isBusy, problem, run } = useAct();
  const act = async (work: () => Promise<unknown>) => {
    if (await run(work)) onChanged();
  };
  const { recipients, mayChange, stoppedWhy } = report;
  return (
    <div data-testid="recipients">
      {recipients.length === 0 ? t('reports.noRecipients') : null}
      <ul>
        {recipients.map((recipient) => (
          <Recipient
            key={recipient.id}
            recipient={recipient}
            isBusy={isBusy}
            onRemove={mayChange ? () => act(() => change(REMOVE_RECIPIENT, { id: recipient.id })) : null}
          />
        ))}
      </ul>
      {mayChange && stoppedWhy === null ? (
        <AddRecipient
          report={report}
          isBusy={isBusy}
          onAdd={(who) => act(() => change(ADD_RECIPIENT, { input: { subscriptionId: report.id, ...who } }))}
        />
      ) : null}
      <span role="alert" className="faults">
        {problem}
      </span>
    </div>
  );
}

interface RecipientProps {
  readonly recipient: Report['recipients'][number];
  readonly isBusy: boolean;
  /** Null: the reader may not remove anybody. */
  readonly onRemove: (() => void) | null;
}

function Recipient({ recipient: { name, address, state }, isBusy, onRemove }: RecipientProps) {
  const { t } = useTranslation();
  return (
    <li data-state={state}>
      {name === address ? name : `${name} <${address ?? t('reports.noAddress')}>`}: {t(`reports.recipient_${state}`)}
      {onRemove === null ? null : (
        <button
          type="button"
          className="quiet"
          disabled={isBusy}
          aria-label={t('reports.removeRecipient', { name })}
          onClick={onRemove}
        >
          {t('reports.remove')}
        </button>
      )}
    </li>
  );
}

type Who = { readonly personId: string } | { readonly address: string };

interface AddRecipientProps {
  readonly report: Report;
  readonly isBusy: boolean;
  readonly onAdd: (who: Who) => void;
}

/** A person of the people file, or an address outside, which is asked first. */
function AddRecipient({ report: { choices, name }, isBusy, onAdd }: AddRecipientProps) {
  const { t } = useTranslation();
  const [personId, setPersonId] = useState('');
  const [address, setAddress] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (personId !== '') onAdd({ personId });
    else if (address.trim() !== '') onAdd({ address: address.trim() });
  };
  return (
    <form className="report-form" aria-label={t('reports.addRecipientOf', { name })} onSubmit={submit}>
      <label>
        {t('reports.person')}{' '}
        <select value={personId} onChange={({ target }) => setPersonId(target.value)}>
          <option value="">{t('reports.outside')}</option>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      </label>
      {personId === '' ? (
        <label>
          {t('reports.address')}{' '}
          <input type="email" required value={address} onChange={({ target }) => setAddress(target.value)} />
        </label>
      ) : null}
      <button type="submit" disabled={isBusy}>
        {t('reports.addRecipient')}
      </button>
      {personId === '' ? <small>{t('reports.outsideNote')}</small> : null}
    </form>
  );
}
