import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { renderSVG } from 'uqr';
import { Card } from '../../components/card';
import { useAct } from '../../components/use-act';
import { change } from '../../live/graphql-client';
import { Field } from '../sign-in/field';
import { BEGIN_SECOND_FACTOR, CONFIRM_SECOND_FACTOR, END_SECOND_FACTOR, type Own } from './account-operations';

interface SecondFactorCardProps {
  readonly own: Pick<Own, 'hasSecondFactor' | 'recoveryCodesLeft'>;
  readonly onChanged: () => void;
}

/** Sets the authenticator app up, shows the recovery codes once, or ends its use. */
export function SecondFactorCard({ own, onChanged }: SecondFactorCardProps) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Card title={t('account.secondFactor')} testId="second-factor-card">
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={onChanged} />
      ) : own.hasSecondFactor ? (
        <EndUse left={own.recoveryCodesLeft} onChanged={onChanged} />
      ) : (
        <SetUp onCodes={setCodes} />
      )}
    </Card>
  );
}

function SetUp({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const [offer, setOffer] = useState<{ readonly secret: string; readonly address: string } | null>(null);
  const [code, setCode] = useState('');
  const { isBusy, problem, run } = useAct();
  const begin = () => run(async () => setOffer((await change(BEGIN_SECOND_FACTOR, {})).beginSecondFactor));
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => onCodes((await change(CONFIRM_SECOND_FACTOR, { code })).confirmSecondFactor));
  };
  return (
    <form className="account-form" onSubmit={confirm}>
      <p>{t('account.secondFactorWords')}</p>
      {offer === null ? (
        <button type="button" disabled={isBusy} onClick={begin} data-testid="begin-second-factor">
          {t('account.setUp')}
        </button>
      ) : (
        <>
          <img
            className="qr"
            alt={t('account.qr')}
            src={`data:image/svg+xml,${encodeURIComponent(renderSVG(offer.address, { border: 2 }))}`}
          />
          <p>
            {t('account.secret')} <code data-testid="totp-secret">{offer.secret}</code>
          </p>
          <Field
            label={t('signIn.code')}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            value={code}
            onText={setCode}
          />
          <button type="submit" disabled={isBusy}>
            {t('account.confirm')}
          </button>
        </>
      )}
      <p role="alert" className="faults">
        {problem}
      </p>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('account.recoveryWords')}</p>
      <ul className="recovery-codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" onClick={onDone}>
        {t('account.recoveryDone')}
      </button>
    </>
  );
}

function EndUse({ left, onChanged }: { readonly left: number; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { isBusy, problem, run } = useAct();
  const end = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => change(END_SECOND_FACTOR, { password }))) onChanged();
  };
  return (
    <form className="account-form" onSubmit={end}>
      <p>{t('account.secondFactorOn', { count: left })}</p>
      <Field
        label={t('account.currentPassword')}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onText={setPassword}
      />
      <button type="submit" disabled={isBusy}>
        {t('account.endSecondFactor')}
      </button>
      <p role="alert" className="faults">
        {problem}
      </p>
    </form>
  );
}
