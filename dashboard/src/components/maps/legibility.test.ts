import { describe, expect, it } from 'vitest';
import { capHeightMm, capNeededMm, DEFAULT_PROFILE, parseProfile, smallestFontPx, wallScale } from './legibility';

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
