import { useTranslation } from 'react-i18next';
import type { SignInFault } from './credentials';

/** Says why nobody was signed in; read out as soon as it appears. */
export function FaultWords({ fault }: { readonly fault: SignInFault | null }) {
  const { t, i18n } = useTranslation();
  const time = (at: number) => new Date(at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <p role="alert" className="faults" data-testid="sign-in-fault">
      {fault === null ? null : t(`signIn.fault_${fault.code}`, { time: time(fault.retryAt ?? Date.now()) })}
    </p>
  );
}
