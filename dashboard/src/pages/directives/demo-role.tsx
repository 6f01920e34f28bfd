import { useTranslation } from 'react-i18next';
import type { Role } from '../../gql/graphql';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { session } from '../../live/connection';

const ROLES: readonly Role[] = ['viewer', 'operator', 'manager'];

/** In the demonstration: the role that the visitor takes at this centre. */
export function DemoRole({ centreId }: { readonly centreId: string }) {
  const { t } = useTranslation();
  const viewer = useCatalogue()?.viewer;
  if (viewer?.mayTryRoles !== true) return null;
  return (
    <label className="demo-role">
      <span>{t('directive.demoRole')}</span>
      <select
        value={viewer.role}
        data-testid="demo-role"
        onChange={async (event) => {
          await session.become(event.target.value as Role, centreId);
          location.reload();
        }}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`directive.role_${role}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
