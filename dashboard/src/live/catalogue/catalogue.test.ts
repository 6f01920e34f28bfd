import { describe, expect, it } from 'vitest';
import { commonWords, withoutWords } from './catalogue';

describe('commonWords', () => {
  it('finds the words that most names begin with', () => {
    expect(commonWords(['Huduma Centre Siaya', 'Huduma Centre Nairobi GPO', 'Huduma Centre Lamu'])).toBe(
      'Huduma Centre ',
    );
    expect(commonWords(['Huduma Van 1', 'Huduma Centre Siaya', 'Huduma Centre Lamu'])).toBe('Huduma Centre ');
    expect(commonWords(['Thika', 'Siaya', 'Lamu'])).toBe('');
    expect(commonWords(['Only One'])).toBe('');
  });

  it('leaves out of a name what it begins with', () => {
    expect(withoutWords('Huduma Centre Siaya', 'Huduma Centre ')).toBe('Siaya');
    expect(withoutWords('Huduma Mashinani Garissa', 'Huduma Centre ')).toBe('Mashinani Garissa');
    expect(withoutWords('Thika', 'Huduma Centre ')).toBe('Thika');
    expect(withoutWords('Huduma Centre', 'Huduma Centre ')).toBe('Centre');
  });
});
