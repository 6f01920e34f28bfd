import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VIEWER } from '../../live/catalogue/catalogue-operations';
import { session } from '../../live/connection';
import { ask } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';

/**
 * Signs in with the token behind the # of a link: it is taken out of the address at once, and goes to this server
 * only.
 */
export function TokenSignIn() {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const isUnderWay = useRef(false);
  useEffect(() => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const token = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    const enter = async () => {
      await session.signInWith(token);
      const { viewer } = await ask(VIEWER, {});
      const isManager = viewer.role === 'manager' && viewer.scopeId !== null;
      location.replace(isManager ? `/centres/${encodeURIComponent(viewer.scopeId ?? '')}/manager` : '/');
    };
    enter().catch((cause: unknown) => setProblem(reasonOf(cause)));
  }, []);
  return (
    <div className="page">
      <h1 className="page-status">
        {problem === null ? t('state.loading') : t('directive.signInFailed', { reason: problem })}
      </h1>
    </div>
  );
}
