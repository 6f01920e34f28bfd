import { describe, expect, it } from 'vitest';
import { shownTheme } from '../../components/layout/theme';
import {
  capHeightMm,
  capNeededMm,
  DEFAULT_PROFILE,
  parseProfile,
  smallestFontPx,
  wallScale,
} from '../../components/maps/legibility';
import { DWELL_MS, type Rotation, rotate, startRotation, type WallPage } from './rotation';

describe('legibility', () => {
  it('needs 4.65 mm of capitals for each metre', () => {
    expect(capNeededMm({ panelInches: 55, distanceMetres: 1 })).toBeCloseTo(4.65, 2);
  });

  it('lets about ten lines stand on a 55-inch screen at 8 m', () => {
    const font = smallestFontPx({ panelInches: 55, distanceMetres: 8 }, 1920, 1080);
    expect(1080 / (font * 1.3)).toBeGreaterThan(9);
    expect(1080 / (font * 1.3)).toBeLessThan(11);
  });

  it('gives the same millimetres at 1080 and 2160 lines', () => {
    const at = (width: number, height: number) =>
      capHeightMm(DEFAULT_PROFILE, width, height, wallScale(DEFAULT_PROFILE, width, height).fontPx);
    expect(at(3840, 2160)).toBeCloseTo(at(1920, 1080), 6);
    expect(at(1920, 1080)).toBeGreaterThanOrEqual(capNeededMm(DEFAULT_PROFILE) * 0.999);
  });

  it('shows less as the seat goes farther', () => {
    const density = (distanceMetres: number) => wallScale({ panelInches: 65, distanceMetres }, 1920, 1080).density;
    expect([density(1), density(3), density(4.5), density(8)]).toEqual(['full', 'full', 'reduced', 'sparse']);
  });

  it('takes no profile that makes no sense', () => {
    expect(parseProfile('{"panelInches":55,"distanceMetres":8}')).toEqual({ panelInches: 55, distanceMetres: 8 });
    for (const text of [
      null,
      '',
      '{}',
      '{"panelInches":0,"distanceMetres":8}',
      '{"panelInches":"55","distanceMetres":8}',
      'null',
    ])
      expect(parseProfile(text)).toBeNull();
  });
});

describe('rotate', () => {
  const pages: readonly WallPage[] = ['overview', 'flow', 'focus'];
  const start = startRotation(pages, 0);
  const moved = (state: Rotation, ...actions: readonly Parameters<typeof rotate>[1][]) =>
    actions.reduce((old, action) => rotate(old, action, pages, 1_000_000), state);

  it('stays for its dwell, then gives way, and comes round', () => {
    expect(rotate(start, { kind: 'tick' }, pages, DWELL_MS.overview - 1).page).toBe('overview');
    expect(moved(start, { kind: 'tick' }).page).toBe('flow');
    expect(moved(start, { kind: 'previous' }).page).toBe('focus');
  });

  it('stands still while paused, but jumps to a centre that turns critical', () => {
    const paused = moved(start, { kind: 'toggle_pause' });
    expect(rotate(paused, { kind: 'tick' }, pages, 9e9).page).toBe('overview');
    expect(moved(paused, { kind: 'jump', centreId: 'c' })).toMatchObject({
      page: 'focus',
      jumpedTo: 'c',
      isPaused: true,
    });
  });

  it('keeps a pinned page, whatever happens', () => {
    expect(moved(start, { kind: 'toggle_pin' }, { kind: 'jump', centreId: 'c' }, { kind: 'tick' }).page).toBe(
      'overview',
    );
  });

  it('leaves a page that is there no more, and forgets the jump when it moves on', () => {
    const jumped = moved(start, { kind: 'jump', centreId: 'c' });
    expect(rotate(jumped, { kind: 'tick' }, ['overview', 'flow'], 1_000_000)).toBe(jumped);
    expect(rotate(jumped, { kind: 'tick' }, ['overview', 'flow'], 2_000_000)).toMatchObject({
      page: 'flow',
      jumpedTo: null,
    });
    expect(rotate({ ...start, page: 'focus' }, { kind: 'tick' }, ['overview'], 0).page).toBe('overview');
  });

  it('begins on the page that was asked for, if there is such a page', () => {
    expect(startRotation(pages, 0, 'flow').page).toBe('flow');
    expect(startRotation(pages, 0, 'map').page).toBe('overview');
  });
});

describe('shownTheme', () => {
  it('is dark on the wall, follows the system at a desk, and obeys a choice', () => {
    expect([
      shownTheme('system', true, false),
      shownTheme('system', false, false),
      shownTheme('system', false, true),
      shownTheme('light', true, true),
    ]).toEqual(['dark', 'light', 'dark', 'light']);
  });
});
