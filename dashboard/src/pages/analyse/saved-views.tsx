import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LoadedList } from '../../components/loaded-list';
import { ModalDialog } from '../../components/modal-dialog';
import type { SavedViewPartsFragment } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import type { Definition } from './answer';
import type { Sheet } from './question';
import { writeAddress } from './question-address';
import { SaveViewForm } from './save-view-form';
import { sheetOfView } from './saved-sheet';
import { useViews } from './use-views';

interface SavedViewsProps {
  readonly sheet: Sheet;
  readonly today: string;
  readonly definitions: readonly Definition[];
}

/** Saved views: those that are built in, the reader's own and shared ones; each opens with one press. */
export function SavedViews({ sheet, today, definitions }: SavedViewsProps) {
  const { t } = useTranslation();
  const { views, reload } = useViews(useLanguage());
  const [edited, setEdited] = useState<SavedViewPartsFragment | 'new' | null>(null);
  const close = (isChanged: boolean) => {
    setEdited(null);
    if (isChanged) reload();
  };
  return (
    <details className="card analyse-question" data-testid="saved-views">
      <summary>
        <h2>{t('analyse.views')}</h2>
      </summary>
      <ViewList views={views} today={today} definitions={definitions} onEdit={setEdited} />
      <button type="button" onClick={() => setEdited('new')} data-testid="save-view">
        {t('analyse.viewSave')}
      </button>
      {edited === null ? null : (
        <ModalDialog
          title={t(edited === 'new' ? 'analyse.viewSave' : 'analyse.viewChange')}
          onClose={() => close(false)}
        >
          <SaveViewForm
            view={edited === 'new' ? null : edited}
            sheet={sheet}
            today={today}
            onDone={() => close(true)}
          />
        </ModalDialog>
      )}
    </details>
  );
}

interface ViewListProps extends Omit<SavedViewsProps, 'sheet'> {
  readonly views: ReturnType<typeof useViews>['views'];
  readonly onEdit: (view: SavedViewPartsFragment) => void;
}

function ViewList({ views, today, definitions, onEdit }: ViewListProps) {
  const { t } = useTranslation();
  const isLowerBetter = (id: string): boolean =>
    definitions.find((each) => each.id === id.split(':')[0])?.direction === 'lower_is_better';
  return (
    <LoadedList answer={views} items={views.data ?? undefined} empty={t('analyse.viewsNone')}>
      {(list) => (
        <ul className="analyse-views">
          {list.map((view) => (
            <li key={view.id} data-view={view.id}>
              <Link to={{ search: writeAddress(sheetOfView(view, today, isLowerBetter).sheet) }} dir="auto">
                {view.name}
              </Link>
              <Whose view={view} />
              {view.mayChange ? (
                <button type="button" className="quiet" onClick={() => onEdit(view)}>
                  {t('analyse.viewChange')}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </LoadedList>
  );
}

/** Whose a view is, and who else sees it. */
function Whose({ view: { isBuiltIn, owner, audience } }: { readonly view: SavedViewPartsFragment }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const isOwn = owner === catalogue?.viewer.name;
  return (
    <small dir="auto">
      {isBuiltIn
        ? t('analyse.viewBuiltIn')
        : isOwn
          ? t(`analyse.audience_${audience}`)
          : t('analyse.viewOf', { owner })}
    </small>
  );
}
