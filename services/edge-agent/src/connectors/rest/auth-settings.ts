import { z } from 'zod';
import type { PathSchema } from '../connector-kind.js';

const text = z.string().min(1);

/** How a source is asked for permission; secrets are in files. */
export const authSettings = (path: PathSchema) =>
  z.union([
    z.strictObject({
      header: text.regex(/^[A-Za-z0-9-]+$/, 'a header has letters, digits and -'),
      file: path,
      /** Written before the secret, such as "Bearer ". */
      prefix: z.string().default(''),
    }),
    z.strictObject({ basic: z.strictObject({ user: text, passwordFile: path }) }),
    z.strictObject({
      oauth2: z.strictObject({
        tokenAddress: z.url({ protocol: /^https?$/ }),
        clientId: text,
        clientSecretFile: path,
        /** Where the client's id and secret are sent. */
        clientIn: z.enum(['header', 'body']).default('header'),
        scope: text.optional(),
        audience: text.optional(),
        /** With a user, the grant is `password`, otherwise `client_credentials`. */
        user: text.optional(),
        passwordFile: path.optional(),
      }),
    }),
  ]);
export type AuthSettings = z.output<ReturnType<typeof authSettings>>;
export type OauthSettings = Extract<AuthSettings, { readonly oauth2: unknown }>['oauth2'];
