import { parse } from 'yaml';
import { z } from 'zod';
import { ACCOUNT_ROLES, type AccountRight, faultsOfRight } from '#domain/access/account.js';
import { settings } from '#platform/config/read-config.js';
import { publicUrlSetting } from '#platform/config/service-settings.js';
import { isLoopback } from '#platform/process/loopback.js';

/** A right that the members of a group of the identity provider have. */
export interface GroupRight extends AccountRight {
  readonly group: string;
}

/** The identity provider (OpenID Connect) of an installation. */
export interface ProviderConfig {
  /** What the button of the sign-in page says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, with PKCE alone. */
  readonly clientSecret?: string;
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  readonly scopes: string;
  /** The first whose group the person belongs to counts. */
  readonly rights: readonly GroupRight[];
  /** Address under which browsers see this server, for the way back; absent: the one that the browser used. */
  readonly publicUrl?: string;
}

const id = z.string().min(1).optional();
const rights = z
  .array(
    z.strictObject({
      group: z.string().min(1),
      role: z.enum(ACCOUNT_ROLES),
      region: id,
      centre: id,
      agency: id,
      seesStaff: z.boolean().default(false),
    }),
  )
  .min(1, 'name at least one group');

/** Reads a list of groups with their rights, as YAML. */
function readRights(text: string, context: z.RefinementCtx): readonly GroupRight[] {
  const read = rights.safeParse(parsed(text));
  const found = (read.data ?? []).map(
    ({ group, role, region = null, centre = null, agency = null, seesStaff }): GroupRight => ({
      ...{ group, role, regionId: region, centreId: centre, agencyId: agency, seesStaff },
    }),
  );
  const faults = read.success
    ? found.flatMap((right) => faultsOfRight(right).map((fault) => `group ${right.group}: ${fault}`))
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  for (const message of faults) context.addIssue({ code: 'custom', message });
  return faults.length > 0 ? z.NEVER : found;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

const isSafe = (text: string): boolean => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
};

/** Variables of the identity provider; the embedded shape has them too. */
export const providerSettings = () => ({
  MNARA_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'give an address like https://login.example/realms/ministry' })
    .refine(isSafe, 'give an address that begins with https://; only a provider on this machine may use http')
    .optional()
    .register(settings, {
      says: 'Address of the identity provider (OpenID Connect) through which people may sign in, too. Without it, people sign in with a password of this server.',
      example: 'https://login.example/realms/ministry',
    }),
  MNARA_OIDC_CLIENT_ID: z.string().optional().register(settings, {
    says: 'Id of Mnara at the identity provider; default mnara. Its way back is the address of the dashboard with /session/provider/back.',
    example: 'mnara',
  }),
  MNARA_OIDC_CLIENT_SECRET: z.string().optional().register(settings, {
    says: 'Secret of Mnara at the identity provider. Without it, Mnara is a public client; PKCE is used in any case.',
    isSecret: true,
  }),
  MNARA_OIDC_NAME: z.string().max(60).optional().register(settings, {
    says: 'Name of the identity provider on the button of the sign-in page; default OpenID Connect.',
    example: 'Ministry account',
  }),
  MNARA_OIDC_SCOPES: z.string().optional().register(settings, {
    says: 'What is asked of the identity provider; default openid profile email. Add the scope that lists the groups, if it has one.',
    example: 'openid profile email groups',
  }),
  MNARA_OIDC_GROUPS_CLAIM: z.string().optional().register(settings, {
    says: "The claim of the identity provider that lists a person's groups; default groups.",
    example: 'groups',
  }),
  MNARA_OIDC_RIGHTS: z.string().transform(readRights).optional().register(settings, {
    says: 'YAML list of groups with their rights; the first group of a person counts, and a person without one may not sign in. Each has group, role, and at most one of region, centre and agency. Best in a file, with MNARA_OIDC_RIGHTS_FILE.',
    example: '[{ group: mnara-operators, role: operator }]',
    // From a file too.
    isSecret: true,
  }),
});

type Values = z.output<z.ZodObject<ReturnType<typeof providerSettings>>> & {
  readonly MNARA_PUBLIC_URL?: z.output<ReturnType<typeof publicUrlSetting>>;
};

/** The identity provider from the environment; undefined: there is none. */
export function providerConfig(values: Values): ProviderConfig | undefined {
  const { MNARA_OIDC_ISSUER: issuer, MNARA_OIDC_CLIENT_SECRET: clientSecret, MNARA_PUBLIC_URL: publicUrl } = values;
  if (issuer === undefined) return undefined;
  return {
    name: values.MNARA_OIDC_NAME ?? 'OpenID Connect',
    issuer,
    clientId: values.MNARA_OIDC_CLIENT_ID ?? 'mnara',
    ...(clientSecret === undefined ? {} : { clientSecret }),
    groupsClaim: values.MNARA_OIDC_GROUPS_CLAIM ?? 'groups',
    scopes: values.MNARA_OIDC_SCOPES ?? 'openid profile email',
    rights: values.MNARA_OIDC_RIGHTS ?? [],
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
}
