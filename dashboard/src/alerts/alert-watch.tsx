import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalogue } from '../live/catalogue/catalogue';
import { newAlerts } from './alert-state';
import { useAlertFeed, useAlertStore } from './alert-store';
import { placeWords } from './alert-words';
import { freeOnGesture, playAlertSound } from './sound';

/**
 * Follows the open alerts; tells a new one to those who listen: by one short sound, and in words to a screen
 * reader.
 */
export function AlertWatch() {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [said, setSaid] = useState('');
  const latest = useRef({ t, catalogue });
  latest.current = { t, catalogue };
  useAlertFeed();
  useEffect(freeOnGesture, []);
  useEffect(
    () =>
      useAlertStore.subscribe((next, previous) => {
        const fresh = newAlerts(previous.alerts, next.alerts, next.trueAt ?? 0);
        const [first] = fresh;
        if (first === undefined) return;
        playAlertSound();
        const words = latest.current;
        const place = placeWords(first, words.catalogue, words.t);
        const severity = words.t(`alert.severity_${first.severity}`);
        setSaid(
          words.t(fresh.length === 1 ? 'alert.announceOne' : 'alert.announceMore', {
            severity,
            name: first.name,
            place,
            more: fresh.length - 1,
          }),
        );
      }),
    [],
  );
  return (
    <p className="out-of-sight" role="status" aria-live="polite" data-testid="alert-announcer">
      {said}
    </p>
  );
}
