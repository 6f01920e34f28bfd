import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ROLES, type Scope, type Viewer } from '#domain/access/viewer.js';

const ISSUER = 'mnara';

const claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  jti: z.string().optional(),
  staff: z.boolean(),
  admin: z.boolean().optional(),
  role: z.enum(ROLES).optional(),
  ends: z.number().optional(),
  account: z.object({ accountId: z.uuid(), sessionId: z.uuid(), sessionEndsAt: z.number() }).optional(),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('network') }),
    z.object({ kind: z.literal('region'), regionId: z.string().min(1) }),
    z.object({ kind: z.literal('centre'), centreId: z.string().min(1) }),
    z.object({ kind: z.literal('agency'), agencyId: z.string().min(1) }),
  ]),
});

export interface IssuedToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Knows which tokens, rights of accounts and sessions were ended before they expired. */
export interface EndedTokens {
  /** @throws when that cannot be determined */
  isEnded(id: string): Promise<boolean>;
  /** Something was ended here: the next question reads again. */
  readAgain?(): void;
}

const NONE_ENDED: EndedTokens = { isEnded: () => Promise.resolve(false) };

/** Signs and checks session tokens (JWT, HS256). Anyone who knows the secret can sign in as any user. */
export class SessionTokens {
  readonly #key: Uint8Array;

  /** @param secret at least 32 bytes; @throws RangeError when it is shorter */
  constructor(
    secret: Uint8Array,
    readonly ended: EndedTokens = NONE_ENDED,
  ) {
    if (secret.byteLength < 32)
      throw new RangeError(`The session secret has ${secret.byteLength} bytes; give at least 32 random ones.`);
    this.#key = secret;
  }

  /** Creates a token for a viewer that is valid for `seconds` from `now` (Unix milliseconds). */
  async issue(viewer: Omit<Viewer, 'expiresAt'>, seconds: number, now: number): Promise<IssuedToken> {
    const exp = Math.floor(now / 1000) + seconds;
    const admin = viewer.isAdministrator === true ? { admin: true } : {};
    const role = viewer.role === undefined ? {} : { role: viewer.role };
    const ends = viewer.endsAt === undefined ? {} : { ends: Math.floor(viewer.endsAt / 1000) };
    const jti = viewer.tokenId === undefined ? {} : { jti: viewer.tokenId };
    const account = viewer.account === undefined ? {} : { account: viewer.account };
    const token = await new SignJWT({
      scope: viewer.scope,
      staff: viewer.seesStaff,
      ...admin,
      ...role,
      ...ends,
      ...jti,
      ...account,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(viewer.name)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(exp)
      .sign(this.#key);
    return { token, expiresAt: exp * 1000 };
  }

  /**
   * The viewer of a token; undefined when the token is forged, damaged, expired or revoked.
   * @throws when it cannot be determined whether it was ended
   */
  async verify(token: string, now: number): Promise<Viewer | undefined> {
    const viewer = await this.#read(token, now);
    return viewer === undefined || (await this.isEnded(viewer)) ? undefined : viewer;
  }

  /** Whether the right or the session of a viewer was ended since. */
  async isEnded({ tokenId, account }: Viewer): Promise<boolean> {
    for (const id of [tokenId, account?.sessionId]) if (id !== undefined && (await this.ended.isEnded(id))) return true;
    return false;
  }

  /** Something was ended in this process: the next question reads what was ended again. */
  readEndedAgain(): void {
    this.ended.readAgain?.();
  }

  async #read(token: string, now: number): Promise<Viewer | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        currentDate: new Date(now),
      });
      const known = claims.safeParse(payload);
      if (!known.success) return undefined;
      const { sub, exp, jti, staff, admin, role, ends, account, scope } = known.data;
      return {
        name: sub,
        scope: scope satisfies Scope,
        seesStaff: staff,
        expiresAt: exp * 1000,
        ...(admin === true ? { isAdministrator: true } : {}),
        ...(role === undefined ? {} : { role }),
        ...(ends === undefined ? {} : { endsAt: ends * 1000 }),
        ...(jti === undefined ? {} : { tokenId: jti }),
        ...(account === undefined ? {} : { account }),
      };
    } catch {
      return undefined;
    }
  }
}
