import { useEffect } from 'react';

/**
 * Names the browser's window or tab: what is shown, then Mnara. Undefined: leaves the name as it is until more is
 * known.
 */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Mnara`;
  }, [title]);
}
