import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '../../language/trouble-words';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useLiveStore } from '../../live/live-store';
import { newlyCritical } from '../../live/region-summary';

/** Tells those who listen, politely, what turned critical and when the link is lost or back. */
export function Announcer() {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [text, setText] = useState('');
  const latest = useRef({ t, catalogue });
  latest.current = { t, catalogue };
  useEffect(
    () =>
      useLiveStore.subscribe((next, previous) => {
        const words = latest.current;
        if (previous.networkSocket !== next.networkSocket && previous.network.trueAt !== null) {
          if (next.networkSocket === 'open') setText(words.t('announce.back'));
          if (previous.networkSocket === 'open') setText(words.t('announce.lost'));
        }
        if (next.network.centres === previous.network.centres) return;
        const id = newlyCritical(previous.network, next.network)[0];
        const centre = id === undefined ? undefined : next.network.centres.get(id);
        if (!centre) return;
        const reason = reasonWords(
          centre,
          words.catalogue?.nameOf ?? (() => null),
          next.network.trueAt ?? 0,
          words.t,
        ).text;
        setText(
          words.t('announce.critical', {
            name: words.catalogue?.centreName(centre.centreId) ?? centre.centreId,
            reason,
          }),
        );
      }),
    [],
  );
  return (
    <p className="out-of-sight" role="status" aria-live="polite">
      {text}
    </p>
  );
}
