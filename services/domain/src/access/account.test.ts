import { describe, expect, it } from 'vitest';
import { type AccountRight, canonicalName, canonicalUserName, faultsOfRight } from './account.js';

const RIGHT: AccountRight = { role: 'viewer', regionId: null, centreId: null, agencyId: null, seesStaff: false };

describe('canonicalUserName', () => {
  it.each([
    ['Amina.Otieno ', 'amina.otieno'],
    ['amina@mnara.example', 'amina@mnara.example'],
    ['ａｍｉｎａ', 'amina'],
  ])('stores %j as %j', (text, stored) => {
    expect(canonicalUserName(text)).toBe(stored);
  });

  it.each(['', 'a', '.amina', 'amina otieno', 'аmina', 'amina\u202e', 'a'.repeat(129)])('refuses %j', (text) => {
    expect(canonicalUserName(text)).toBeUndefined();
  });
});

describe('canonicalName', () => {
  it('keeps the letters of every language, composed, with single spaces', () => {
    expect(canonicalName('  Әсел \t Нұрланқызы ')).toBe('Әсел Нұрланқызы');
    expect(canonicalName('Jose\u0301')).toBe('José');
  });

  it.each(['', '   ', 'Amina\u202eonima', 'Amina\u0000', 'Amina\u200b', 'a'.repeat(81)])('refuses %j', (text) => {
    expect(canonicalName(text)).toBeUndefined();
  });
});

describe('faultsOfRight', () => {
  it('accepts one place or none', () => {
    expect(faultsOfRight(RIGHT)).toEqual([]);
    expect(faultsOfRight({ ...RIGHT, agencyId: 'immigration' })).toEqual([]);
    expect(faultsOfRight({ ...RIGHT, role: 'manager', centreId: 'nairobi-gpo' })).toEqual([]);
  });

  it('says what is wrong', () => {
    expect(faultsOfRight({ ...RIGHT, regionId: 'coast', centreId: 'nairobi-gpo' })).toHaveLength(1);
    expect(faultsOfRight({ ...RIGHT, role: 'manager' })).toHaveLength(1);
    expect(faultsOfRight({ ...RIGHT, role: 'administrator', regionId: 'coast' })).toHaveLength(1);
  });
});
