import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SoundButton } from '../../alerts/sound-button';
import { capNeededMm, type ScreenProfile } from '../../components/maps/legibility';
import { useFormats } from '../../language/use-formats';
import { keepProfile } from './profile-store';
import type { Rotation, RotationAction, WallPage } from './rotation';

interface WallControlsProps {
  readonly rotation: Rotation;
  readonly pages: readonly WallPage[];
  readonly act: (action: RotationAction) => void;
  readonly profile: ScreenProfile;
}

/** The operator's strip under the wall: which page, pause, pin, the screen's profile. A kiosk has none. */
export function WallControls({ rotation, pages, act, profile }: WallControlsProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <footer className="wall-controls">
      <nav aria-label={t('wall.pages')}>
        {pages.map((page, at) => (
          <button
            key={page}
            type="button"
            aria-current={page === rotation.page ? 'page' : undefined}
            aria-label={t('wall.page', { name: t(`wall.${NAMES[page]}`), number: at + 1, total: pages.length })}
            onClick={() => act({ kind: 'go', page })}
          >
            {t(`wall.${NAMES[page]}`)}
          </button>
        ))}
      </nav>
      <span className="wall-keys">{t('wall.keys')}</span>
      <SoundButton />
      <button
        type="button"
        aria-pressed={rotation.isPaused}
        data-testid="wall-pause"
        onClick={() => act({ kind: 'toggle_pause' })}
      >
        {rotation.isPaused ? t('wall.resume') : t('wall.pause')}
      </button>
      <button
        type="button"
        aria-pressed={rotation.isPinned}
        data-testid="wall-pin"
        onClick={() => act({ kind: 'toggle_pin' })}
      >
        {rotation.isPinned ? t('wall.unpin') : t('wall.pin')}
      </button>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {t('wall.profile')}
      </button>
      <button type="button" onClick={() => void document.documentElement.requestFullscreen?.()}>
        {t('wall.fullscreen')}
      </button>
      <dialog ref={dialog} className="profile" aria-label={t('wall.profile')}>
        <ProfileForm profile={profile} />
      </dialog>
    </footer>
  );
}

/** The words of each page under `wall.` in the language files. */
const NAMES: Readonly<Record<WallPage, string>> = {
  overview: 'overview',
  figures: 'figures',
  flow: 'flow',
  map: 'map',
  tiles: 'map',
  attention: 'attention',
  focus: 'focus',
};

function ProfileForm({ profile }: { readonly profile: ScreenProfile }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [draft, setDraft] = useState(profile);
  return (
    <form
      method="dialog"
      onSubmit={() => {
        keepProfile(draft);
        location.reload();
      }}
    >
      <label>
        {t('wall.profilePanel')}
        <input
          type="number"
          min={5}
          max={1000}
          step={1}
          value={draft.panelInches}
          onChange={(event) => setDraft({ ...draft, panelInches: event.target.valueAsNumber })}
        />
      </label>
      <label>
        {t('wall.profileDistance')}
        <input
          type="number"
          min={0.5}
          max={100}
          step={0.5}
          value={draft.distanceMetres}
          onChange={(event) => setDraft({ ...draft, distanceMetres: event.target.valueAsNumber })}
        />
      </label>
      <p>{t('wall.profileNote', { needs: formats.decimal(capNeededMm(draft)) })}</p>
      <button type="submit">{t('wall.profileSave')}</button>
    </form>
  );
}
