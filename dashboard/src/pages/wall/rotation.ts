/** The wall's pages. */
export type WallPage = 'overview' | 'figures' | 'flow' | 'map' | 'tiles' | 'attention' | 'focus';

/** Milliseconds that a page is shown. */
export const DWELL_MS: Readonly<Record<WallPage, number>> = {
  overview: 40_000,
  figures: 20_000,
  flow: 20_000,
  map: 20_000,
  tiles: 20_000,
  attention: 20_000,
  focus: 20_000,
};

/** Where the rotation is. `until` is when the page gives way; a paused or pinned one does not. */
export interface Rotation {
  readonly page: WallPage;
  readonly until: number;
  /** No rotation; a centre that turns critical is still shown. */
  readonly isPaused: boolean;
  /** This page stays, whatever happens. */
  readonly isPinned: boolean;
  /** The centre that the focus page shows because it turned critical; null: the worst one. */
  readonly jumpedTo: string | null;
}

/** What moves the rotation. */
export type RotationAction =
  | { readonly kind: 'tick' | 'next' | 'previous' | 'toggle_pause' | 'toggle_pin' }
  | { readonly kind: 'go'; readonly page: WallPage }
  | { readonly kind: 'jump'; readonly centreId: string };

/** The first state, on a page of `pages` (the first, or the one asked for). */
export function startRotation(pages: readonly WallPage[], now: number, asked: WallPage | null = null): Rotation {
  const page = asked !== null && pages.includes(asked) ? asked : (pages[0] ?? 'overview');
  return { page, until: now + DWELL_MS[page], isPaused: false, isPinned: false, jumpedTo: null };
}

/** The state after an action, among the pages that there are now. */
export function rotate(state: Rotation, action: RotationAction, pages: readonly WallPage[], now: number): Rotation {
  const show = (page: WallPage, jumpedTo: string | null = null): Rotation => ({
    ...state,
    page,
    jumpedTo,
    until: now + DWELL_MS[page],
  });
  switch (action.kind) {
    case 'tick':
      if (!pages.includes(state.page) && state.jumpedTo === null) return show(pages[0] ?? 'overview');
      return state.isPaused || state.isPinned || now < state.until || pages.length < 2
        ? state
        : show(neighbour(pages, state.page, 1));
    case 'next':
      return show(neighbour(pages, state.page, 1));
    case 'previous':
      return show(neighbour(pages, state.page, -1));
    case 'go':
      return show(action.page);
    case 'toggle_pause':
      return { ...state, isPaused: !state.isPaused, until: now + DWELL_MS[state.page] };
    case 'toggle_pin':
      return { ...state, isPinned: !state.isPinned, until: now + DWELL_MS[state.page] };
    case 'jump':
      return state.isPinned ? state : show('focus', action.centreId);
  }
}

function neighbour(pages: readonly WallPage[], page: WallPage, step: 1 | -1): WallPage {
  const at = Math.max(0, pages.indexOf(page));
  return pages[(at + step + pages.length) % pages.length] ?? 'overview';
}
