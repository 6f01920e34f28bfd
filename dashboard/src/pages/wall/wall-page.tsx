import { useEffect, useMemo, useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { newAlerts } from '../../alerts/alert-state';
import { useAlertStore } from '../../alerts/alert-store';
import { AlertTicker } from '../../alerts/alert-ticker';
import { useTheme } from '../../components/layout/theme';
import { usePageTitle } from '../../components/layout/use-page-title';
import {
  DEFAULT_PROFILE,
  parseProfile,
  type ScreenProfile,
  type WallDensity,
  wallScale,
} from '../../components/maps/legibility';
import { WallProfile } from '../../components/maps/too-small';
import { useSize } from '../../components/use-size';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { newlyCritical, worstCentres } from '../../live/region-summary';
import { useInterval } from '../../live/use-interval';
import { keptProfile } from './profile-store';
import { type WallPage as PageName, type Rotation, type RotationAction, rotate, startRotation } from './rotation';
import { WallBody } from './wall-body';
import { WallControls } from './wall-controls';
import { WallHead } from './wall-head';

const NARROW_PX = 900;

/** The pages that fit a density; the focus page only while some centre is in trouble. */
function pagesFor(density: WallDensity, hasTrouble: boolean): readonly PageName[] {
  const pages: PageName[] =
    density === 'full'
      ? ['overview', 'flow', 'map']
      : density === 'reduced'
        ? ['figures', 'attention', 'tiles', 'flow']
        : ['figures', 'attention', 'tiles'];
  return hasTrouble ? [...pages, 'focus'] : pages;
}

/** All sizes of the wall follow from its text. */
const textSize = (fontPx: number) => ({ '--u': `${fontPx}px`, fontSize: `${fontPx}px` }) as React.CSSProperties;

/**
 * The wall: pages in rotation with text that can be read from the farthest seat. It runs for days without a login
 * or a touch.
 */
export default function WallPage() {
  const [search] = useSearchParams();
  const isKiosk = search.get('kiosk') === '1';
  const [box, size] = useSize<HTMLDivElement>();
  const profile = useProfile(search);
  const isNarrow = size.width > 0 && size.width < NARROW_PX;
  const scale = wallScale(profile, size.width || 1920, size.height || 1080);
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  const worst = worstCentres(network, now, 1)[0];
  const isAbnormal = worst?.severity === 'critical' || worst?.severity === 'warning';
  const hasTrouble = (network.figures === null || isAbnormal) && !isNarrow;
  const density = isNarrow ? 'full' : scale.density;
  const pages = useMemo(() => pagesFor(density, hasTrouble), [density, hasTrouble]);
  const [rotation, act] = useRotation(pages, search.get('page'));
  useWallTheme();
  useKeys(act);
  const wall = useMemo(
    () => (isNarrow ? null : { profile, widthPx: size.width || 1920, heightPx: size.height || 1080 }),
    [isNarrow, profile, size],
  );
  return (
    <WallProfile.Provider value={wall}>
      <div
        ref={box}
        className="wall"
        data-testid="wall"
        data-page={rotation.page}
        data-density={density}
        data-narrow={isNarrow}
        data-kiosk={isKiosk}
        style={isNarrow ? undefined : textSize(scale.fontPx)}
      >
        <WallHead rotation={rotation} />
        <main className="wall-main">
          <WallBody
            page={isNarrow ? 'overview' : rotation.page}
            focusCentreId={rotation.jumpedTo ?? worst?.centreId ?? null}
            isJump={rotation.jumpedTo !== null}
            isSparse={density === 'sparse'}
            fontPx={isNarrow ? 0 : scale.fontPx}
          />
        </main>
        <AlertTicker />
        {isKiosk ? null : <WallControls rotation={rotation} pages={pages} act={act} profile={profile} />}
      </div>
    </WallProfile.Provider>
  );
}

/** The profile of the address (?panel=55&distance=8), else the one kept on this computer, else a usual one. */
function useProfile(search: URLSearchParams): ScreenProfile {
  const asked =
    search.get('panel') !== null
      ? parseProfile(
          JSON.stringify({ panelInches: Number(search.get('panel')), distanceMetres: Number(search.get('distance')) }),
        )
      : null;
  const kept = useMemo(() => keptProfile(), []);
  return asked ?? kept ?? DEFAULT_PROFILE;
}

type Move = (action: RotationAction) => void;

function useRotation(pages: readonly PageName[], asked: string | null): readonly [Rotation, Move] {
  const [state, dispatch] = useReducer(
    (old: Rotation, { action, among }: { readonly action: RotationAction; readonly among: readonly PageName[] }) =>
      rotate(old, action, among, Date.now()),
    undefined,
    () => startRotation(pages, Date.now(), asked as PageName | null),
  );
  const act = useMemo<Move>(() => (action) => dispatch({ action, among: pages }), [pages]);
  useInterval(1_000, () => act({ kind: 'tick' }));
  useEffect(
    () =>
      useLiveStore.subscribe((next, previous) => {
        const id = newlyCritical(previous.network, next.network)[0];
        if (id !== undefined) act({ kind: 'jump', centreId: id });
      }),
    [act],
  );
  useEffect(
    () =>
      useAlertStore.subscribe((next, previous) => {
        const critical = newAlerts(previous.alerts, next.alerts, next.trueAt ?? 0).find(
          ({ severity, centreId }) => severity === 'critical' && centreId !== null,
        );
        if (critical?.centreId != null) act({ kind: 'jump', centreId: critical.centreId });
      }),
    [act],
  );
  return [state, act];
}

function useWallTheme(): void {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  useEffect(() => {
    useTheme.setState({ isWall: true });
    return () => useTheme.setState({ isWall: false });
  }, []);
  usePageTitle(catalogue === null ? t('wall.title') : `${t('wall.title')} · ${catalogue.networkName}`);
}

/** Space pauses, P pins, the arrows change the page; never while something is being written. */
function useKeys(act: Move): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const at = event.target;
      if (at instanceof HTMLElement && at.closest('input, select, textarea, dialog')) return;
      const isOnButton = at instanceof HTMLElement && at.closest('button, a') !== null;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ' && !isOnButton) act({ kind: 'toggle_pause' });
      else if (event.key === 'p' || event.key === 'P') act({ kind: 'toggle_pin' });
      else if (event.key === 'ArrowRight') act({ kind: 'next' });
      else if (event.key === 'ArrowLeft') act({ kind: 'previous' });
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [act]);
}
