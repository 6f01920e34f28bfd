import { parseProfile, type ScreenProfile } from '../../components/maps/legibility';

const KEY = 'mnara.screen';

/** Keeps a screen's profile on this computer. */
export function keepProfile(profile: ScreenProfile): void {
  localStorage.setItem(KEY, JSON.stringify(profile));
}

/** The kept profile; null when there is none that makes sense. */
export function keptProfile(): ScreenProfile | null {
  return parseProfile(localStorage.getItem(KEY));
}
