import { describe, expect, test } from 'vitest';
import type { AgentSettings } from './agent-config.js';
import { connectorsToTry } from './try-connector.js';

const sample = (): never => {
  throw new Error('is not called');
};
const settings = {
  connectors: [{ kind: 'local-http' }, { kind: 'file-drop', sample }, { kind: 'sql', name: 'tickets', sample }],
} as unknown as Pick<AgentSettings, 'connectors'>;
const kinds = (wanted?: string): readonly string[] => connectorsToTry(settings, wanted).map(({ kind }) => kind);

describe('connectorsToTry', () => {
  test('finds a connector by name or number, and without either all that can be tried', () => {
    expect([kinds(), kinds('tickets'), kinds('2')]).toEqual([['file-drop', 'sql'], ['sql'], ['file-drop']]);
  });

  test.each([
    ['4', /no connector 4; the file has 1 \(local-http\), 2 \(file-drop\), 3 \(tickets\)/],
    ['1', /1 \(local-http\) cannot be tried/],
  ])('says what there is instead of %s', (wanted, said) => {
    expect(() => kinds(wanted)).toThrow(said);
  });
});
