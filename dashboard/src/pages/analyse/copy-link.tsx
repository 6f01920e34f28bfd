import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies the address: it holds the whole question, and opens the same for anyone who may see it. */
export function CopyLink() {
  const { t } = useTranslation();
  const [state, setState] = useState<'copied' | 'failed' | null>(null);
  const copy = () => {
    // A page that is served without TLS has no clipboard: then the address itself can be copied.
    const written = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <p className="analyse-copy">
      <button type="button" onClick={copy} data-testid="copy-link">
        {t('analyse.copyLink')}
      </button>{' '}
      <span role="status">{state === null ? '' : t(`analyse.link_${state}`)}</span>
    </p>
  );
}
