import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ModalDialog } from '../../components/modal-dialog';
import { useAct } from '../../components/use-act';
import type { AccountsQuery } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { change } from '../../live/graphql-client';
import {
  CHANGE_ACCOUNT_RIGHT,
  DISABLE_ACCOUNT,
  ENABLE_ACCOUNT,
  type FirstPassword,
  RESET_PASSWORD,
} from './accounts-operations';
import { type Right, RightFields, rightInput } from './right-fields';

type Account = AccountsQuery['accounts'][number];

interface AccountRowProps {
  readonly account: Account;
  readonly onChanged: (first: FirstPassword | null) => void;
}

/** One person: what they may do, when they were last here, and what an administrator can change. */
export function AccountRow({ account, onChanged }: AccountRowProps) {
  const { t } = useTranslation();
  const { name, userName, role, isProvided } = account;
  return (
    <tr data-testid={`account-${userName}`}>
      <th scope="row">
        {name} <small>{isProvided ? t('accounts.provided', { userName }) : userName}</small>
      </th>
      <td>{t(`account.role_${role}`)}</td>
      <td>
        <Place account={account} />
      </td>
      <td>
        <State account={account} />
      </td>
      <td>
        <AccountButtons account={account} onChanged={onChanged} />
      </td>
    </tr>
  );
}

function Place({ account: { regionId, centreId, agencyId } }: { readonly account: Account }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  if (centreId !== null) return catalogue?.centreName(centreId) ?? centreId;
  if (regionId !== null) return catalogue?.region.get(regionId)?.name ?? regionId;
  return agencyId === null ? t('accounts.wholeNetwork') : (catalogue?.nameOf(agencyId) ?? agencyId);
}

function State({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { disabledAt, lockedUntil, lastSeenAt, hasFirstPassword, hasSecondFactor, isProvided } = account;
  if (disabledAt !== null) return t('accounts.disabled', { at: formats.moment(disabledAt) });
  const states = [
    lockedUntil !== null && lockedUntil > Date.now()
      ? t('accounts.locked', { until: formats.moment(lockedUntil) })
      : null,
    hasFirstPassword ? t('accounts.notYet') : null,
    lastSeenAt === null ? null : t('accounts.lastSeen', { at: formats.moment(lastSeenAt) }),
    hasSecondFactor || isProvided || hasFirstPassword ? null : t('accounts.noSecondFactor'),
  ];
  return states.filter((state) => state !== null).join(' · ');
}

function AccountButtons({ account, onChanged }: AccountRowProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { isBusy, problem, run } = useAct();
  const { id, name, userName, isProvided, disabledAt } = account;
  const reset = () =>
    run(async () => {
      const { firstPassword } = (await change(RESET_PASSWORD, { id })).resetPassword;
      onChanged({ name, userName, password: firstPassword ?? '' });
    });
  const turn = () =>
    run(async () => {
      await (disabledAt === null ? change(DISABLE_ACCOUNT, { id }) : change(ENABLE_ACCOUNT, { id }));
      onChanged(null);
    });
  return (
    <span className="report-buttons">
      {isProvided ? null : (
        <>
          <button type="button" disabled={isBusy} onClick={() => setOpen(true)}>
            {t('accounts.changeRight')}
          </button>
          <button type="button" disabled={isBusy} onClick={reset}>
            {t('accounts.reset')}
          </button>
        </>
      )}
      <button type="button" disabled={isBusy} onClick={turn}>
        {disabledAt === null ? t('accounts.disable') : t('accounts.enable')}
      </button>
      <span role="alert" className="faults">
        {problem}
      </span>
      {isOpen ? (
        <RightDialog account={account} onClose={() => setOpen(false)} onChanged={() => onChanged(null)} />
      ) : null}
    </span>
  );
}

interface RightDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function RightDialog({ account, onClose, onChanged }: RightDialogProps) {
  const { t } = useTranslation();
  const { role, regionId, centreId, agencyId, seesStaff } = account;
  const [right, setRight] = useState<Right>({ role, regionId, centreId, agencyId, seesStaff });
  const { isBusy, problem, run } = useAct();
  const save = () =>
    run(async () => {
      await change(CHANGE_ACCOUNT_RIGHT, { id: account.id, right: rightInput(right) });
      onChanged();
    });
  return (
    <ModalDialog title={t('accounts.rightOf', { name: account.name })} onClose={onClose}>
      <div className="account-form">
        <RightFields right={right} onRight={setRight} />
        <p>{t('accounts.rightWords')}</p>
        <button type="button" disabled={isBusy} onClick={save}>
          {t('accounts.save')}
        </button>
        <p role="alert" className="faults">
          {problem}
        </p>
      </div>
    </ModalDialog>
  );
}
