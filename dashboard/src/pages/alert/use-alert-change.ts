import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../alerts/alert-state';
import type { AcknowledgeAlertMutation } from '../../gql/graphql';
import { reasonOf } from '../../live/reason-of';

type Answer = AcknowledgeAlertMutation['answer'];

/** Runs changes of an alert one at a time. */
export interface AlertChange {
  readonly isBusy: boolean;
  /** Why the last change failed, in the reader's language; null: it did not. */
  readonly problem: string | null;
  /** Asks the server for a change; resolves to whether it was made. Never rejects. */
  run(ask: () => Promise<{ readonly answer: Answer }>): Promise<boolean>;
}

/** `onChanged` gets the alert as the server has it after every change, also after one that the server refused. */
export function useAlertChange(onChanged: (alert: Alert) => void): AlertChange {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  function receive(answer: Answer): boolean {
    if (answer.__typename === 'AlertChanged') {
      setProblem(null);
      onChanged(answer.alert);
      return true;
    }
    // The server's own words say which input is wrong.
    const isOwn = answer.code === 'bad_input';
    const by = answer.current?.acknowledgedBy ?? '?';
    setProblem(isOwn ? answer.message : t(`alert.refused_${answer.code}`, { by, defaultValue: answer.message }));
    if (answer.current) onChanged(answer.current);
    return false;
  }

  async function run(ask: () => Promise<{ readonly answer: Answer }>): Promise<boolean> {
    setBusy(true);
    try {
      return receive((await ask()).answer);
    } catch (cause) {
      setProblem(t('alert.requestFailed', { reason: reasonOf(cause) }));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, run };
}
