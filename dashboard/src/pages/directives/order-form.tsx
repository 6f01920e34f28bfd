import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectiveKind, DirectivePartsFragment } from '../../gql/graphql';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { SEND_DIRECTIVE } from './directive-operations';
import { newRequestId } from './request-id';

const KINDS: readonly DirectiveKind[] = ['open_desks', 'move_staff', 'call_back', 'free_text'];
const WITH_QUANTITY: ReadonlySet<DirectiveKind> = new Set(['open_desks', 'move_staff']);
const MAX_CHARS = 2000;

interface OrderFormProps {
  readonly centreId: string;
  readonly alertId?: string;
  readonly onSent: (directive: DirectivePartsFragment) => void;
}

interface Fault {
  /** Empty: the fault is not of one field. */
  readonly field: string;
  readonly message: string;
}

/**
 * Sends a directive to a centre. A request that failed on the way is repeated as the same directive, so that it
 * cannot arrive twice.
 */
export function OrderForm({ centreId, alertId, onSent }: OrderFormProps) {
  const { t } = useTranslation();
  const [requestId, setRequestId] = useState(newRequestId);
  const [kind, setKind] = useState<DirectiveKind>('open_desks');
  const [isSending, setSending] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const directive = { requestId, centreId, alertId: alertId ?? null, kind, ...readFields(form, kind) };
    setSending(true);
    try {
      const { sendDirective: sent } = await change(SEND_DIRECTIVE, { directive });
      if (sent.__typename === 'DirectiveSent') {
        setFaults([]);
        setRequestId(newRequestId());
        form.reset();
        onSent(sent.directive);
      } else setFaults(sent.__typename === 'InvalidDirective' ? sent.faults : [{ field: '', message: sent.message }]);
    } catch (cause) {
      setFaults([{ field: '', message: t('directive.notSent', { reason: reasonOf(cause) }) }]);
    } finally {
      setSending(false);
    }
  }

  return (
    <form className="order" onSubmit={send} aria-label={t('directive.new')} data-testid="order-form">
      <OrderFields kind={kind} onKind={setKind} />
      <div className="order-end">
        <button type="submit" className="main-action" disabled={isSending}>
          {t('directive.send')}
        </button>
        <div className="faults" role="alert">
          {faults.map(({ field, message }) => (
            <p key={`${field} ${message}`}>{message}</p>
          ))}
        </div>
      </div>
    </form>
  );
}

function readFields(form: HTMLFormElement, kind: DirectiveKind) {
  const given = new FormData(form);
  return {
    quantity: WITH_QUANTITY.has(kind) ? Number(given.get('quantity')) : null,
    text: String(given.get('text') ?? ''),
    acknowledgeMinutes: Number(given.get('acknowledgeMinutes')),
    dueMinutes: Number(given.get('dueMinutes')),
  };
}

interface OrderFieldsProps {
  readonly kind: DirectiveKind;
  readonly onKind: (kind: DirectiveKind) => void;
}

function OrderFields({ kind, onKind }: OrderFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}kind`}>{t('directive.kind')}</label>
      <select id={`${id}kind`} value={kind} onChange={(event) => onKind(event.target.value as DirectiveKind)}>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`directive.kind_${each}`)}
          </option>
        ))}
      </select>
      {WITH_QUANTITY.has(kind) ? (
        <>
          <label htmlFor={`${id}quantity`}>{t(`directive.quantity_${kind}`)}</label>
          <input id={`${id}quantity`} name="quantity" type="number" min={1} max={500} defaultValue={1} required />
        </>
      ) : null}
      <label htmlFor={`${id}text`}>{t('directive.text')}</label>
      <textarea id={`${id}text`} name="text" rows={2} maxLength={MAX_CHARS} required={kind === 'free_text'} />
      <label htmlFor={`${id}acknowledge`}>{t('directive.acknowledgeMinutes')}</label>
      <input id={`${id}acknowledge`} name="acknowledgeMinutes" type="number" min={1} defaultValue={5} required />
      <label htmlFor={`${id}due`}>{t('directive.dueMinutes')}</label>
      <input id={`${id}due`} name="dueMinutes" type="number" min={1} defaultValue={30} required />
    </>
  );
}
