import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { capHeightMm, capNeededMm, type ScreenProfile } from './legibility';

/** The wall's profile and window; null on pages that are read from a chair. */
export const WallProfile = createContext<{
  readonly profile: ScreenProfile;
  readonly widthPx: number;
  readonly heightPx: number;
} | null>(null);

/** A warning, in letters that can be read, when text of `fontPx` cannot be read from the farthest seat. */
export function TooSmall({ fontPx }: { readonly fontPx: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wall = useContext(WallProfile);
  if (!wall) return null;
  const has = capHeightMm(wall.profile, wall.widthPx, wall.heightPx, fontPx);
  const needs = capNeededMm(wall.profile);
  if (has >= needs * 0.97) return null;
  return (
    <p className="too-small" data-testid="too-small">
      {t('wall.tooSmall', {
        distance: formats.decimal(wall.profile.distanceMetres),
        has: formats.decimal(has),
        needs: formats.decimal(needs),
      })}
    </p>
  );
}
