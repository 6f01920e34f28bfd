import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import type { AddressFault } from './question-address';

interface AddressFaultsProps {
  readonly faults: readonly AddressFault[];
  readonly onLeaveOut: () => void;
}

/**
 * What of an address is not understood. Nothing is asked until the reader leaves it out: it would be another question.
 */
export function AddressFaults({ faults, onLeaveOut }: AddressFaultsProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('analyse.faultTitle')} testId="address-faults">
      <div role="alert">
        <p>{t('analyse.faultNote')}</p>
        <ul className="analyse-faults">
          {faults.map(({ key, value, kind }) => (
            <li key={`${key} ${value} ${kind}`}>
              <code dir="ltr">
                {key}={value}
              </code>{' '}
              {t(`analyse.fault_${kind}`)}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" onClick={onLeaveOut} data-testid="leave-out">
        {t('analyse.leaveOut')}
      </button>
    </Card>
  );
}
