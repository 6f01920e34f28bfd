import { useTranslation } from 'react-i18next';
import { soundState, toggleSound, useSound } from './sound';

/** Shows whether new alerts play a sound, and turns it on or off. */
export function SoundButton() {
  const { t } = useTranslation();
  const sound = useSound();
  const state = soundState(sound);
  return (
    <button
      type="button"
      className={`sound sound-${state}`}
      data-testid="sound"
      data-state={state}
      data-played={sound.played}
      title={t(`alert.soundTitle_${state}`)}
      // The page frees the sound on any touch; without this the same touch would mute it again.
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={toggleSound}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 9v6h4l5 4V5L8 9Z" />
        {state === 'on' ? (
          <path className="sound-wave" d="M16 8.500a5 5 0 0 1 0 7M18.500 6a8.500 8.500 0 0 1 0 12" />
        ) : null}
        {state === 'off' ? <path className="sound-wave" d="m16 9 6 6m0-6-6 6" /> : null}
        {state === 'waiting' ? <path className="sound-wave" d="M18 7v6m0 3v1.500" /> : null}
      </svg>
      <span className="sound-word">{t(`alert.sound_${state}`)}</span>
    </button>
  );
}
