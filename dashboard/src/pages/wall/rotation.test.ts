import { describe, expect, it } from 'vitest';
import { DWELL_MS, type Rotation, rotate, startRotation, type WallPage } from './rotation';

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
