import { describe, expect, it } from 'vitest';
import { shownTheme } from './theme';

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
