import { readSecret } from '../../read-secret.js';
import type { AuthSettings } from './auth-settings.js';
import { OauthToken, type TokenOptions } from './oauth-token.js';

/** How a request proves that it may read the source. */
export interface RequestAuth {
  /** @throws AgentConfigError for a secret's file that cannot be read, HttpSourceError for a token that is not given */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** The source did not accept the headers (401). Returns whether new ones may be accepted. */
  refused(): boolean;
}

/** What authorisation needs beside its settings. */
export type AuthParts = Pick<TokenOptions, 'timeoutMs' | 'ca' | 'now'>;

/** Secrets are read when they are used, so that a file may be replaced while the agent runs. */
export function requestAuth(settings: AuthSettings | undefined, parts: AuthParts): RequestAuth {
  if (settings === undefined) return fixed(() => ({}));
  if ('header' in settings) {
    const { header, file, prefix } = settings;
    return fixed(() => ({ [header.toLowerCase()]: prefix + readSecret(file, header) }));
  }
  if ('basic' in settings) {
    const { user, passwordFile } = settings.basic;
    return fixed(() => {
      const login = Buffer.from(`${user}:${readSecret(passwordFile, 'password')}`).toString('base64');
      return { authorization: `Basic ${login}` };
    });
  }
  const token = new OauthToken({ ...settings.oauth2, ...parts });
  return {
    headers: async (signal) => ({ authorization: `Bearer ${await token.get(signal)}` }),
    refused: () => token.refused(),
  };
}

const fixed = (headers: () => Record<string, string>): RequestAuth => ({
  headers: () => Promise.resolve().then(headers),
  refused: () => false,
});
