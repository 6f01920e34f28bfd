import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalogue } from '../../live/catalogue/catalogue';

/** What an account may see and do; at most one of the places is set. */
export interface Right {
  readonly role: string;
  readonly regionId: string | null;
  readonly centreId: string | null;
  readonly agencyId: string | null;
  readonly seesStaff: boolean;
}

const ROLES = ['viewer', 'operator', 'manager', 'administrator'] as const;
const NO_PLACE = { regionId: null, centreId: null, agencyId: null };

/** The right as the API takes it. */
export const rightInput = ({ role, regionId, centreId, agencyId, seesStaff }: Right) => ({
  ...{ role, regionId, centreId, agencyId, seesStaff },
});

interface RightFieldsProps {
  readonly right: Right;
  readonly onRight: (right: Right) => void;
}

/** Chooses the role, the place, and whether figures of single officers are seen. */
export function RightFields({ right, onRight }: RightFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <p className="field">
        <label htmlFor={`${id}-role`}>{t('accounts.column_role')}</label>
        <select
          id={`${id}-role`}
          value={right.role}
          data-testid="right-role"
          onChange={({ target }) =>
            onRight({ ...right, role: target.value, ...(target.value === 'administrator' ? NO_PLACE : {}) })
          }
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`account.role_${role}`)}
            </option>
          ))}
        </select>
      </p>
      {right.role === 'administrator' ? null : <PlaceField right={right} onRight={onRight} />}
      <label>
        <input
          type="checkbox"
          checked={right.seesStaff}
          onChange={({ target }) => onRight({ ...right, seesStaff: target.checked })}
        />{' '}
        {t('accounts.seesStaff')}
      </label>
    </>
  );
}

function PlaceField({ right, onRight }: RightFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const catalogue = useCatalogue();
  const kinds = [
    ['regionId', t('accounts.regions'), catalogue?.regions ?? []],
    ['agencyId', t('accounts.agencies'), catalogue?.agencies ?? []],
    ['centreId', t('accounts.centres'), [...(catalogue?.centre.values() ?? [])]],
  ] as const;
  const chosen = kinds.find(([key]) => right[key] !== null);
  return (
    <p className="field">
      <label htmlFor={id}>{t('accounts.column_place')}</label>
      <select
        id={id}
        value={chosen === undefined ? '' : `${chosen[0]} ${right[chosen[0]]}`}
        data-testid="right-place"
        onChange={({ target }) => {
          const [key, ...rest] = target.value.split(' ');
          onRight({ ...right, ...NO_PLACE, ...(key === '' ? {} : { [key ?? '']: rest.join(' ') }) });
        }}
      >
        {right.role === 'manager' ? null : <option value="">{t('accounts.wholeNetwork')}</option>}
        {right.role === 'manager' && right.centreId === null ? (
          <option value="">{t('accounts.chooseCentre')}</option>
        ) : null}
        {kinds
          .filter(([key]) => right.role !== 'manager' || key === 'centreId')
          .map(([key, title, places]) => (
            <optgroup key={key} label={title}>
              {places.map((place) => (
                <option key={place.id} value={`${key} ${place.id}`}>
                  {place.name}
                </option>
              ))}
            </optgroup>
          ))}
      </select>
    </p>
  );
}
