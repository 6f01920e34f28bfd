import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { SessionTokens } from '#administration/access/session-tokens.js';
import type { AccountRight } from '#domain/access/account.js';
import { type AccountRecord, AccountStore } from '#store/access/account-store.js';
import { SessionStore } from '#store/access/session-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { beginSession } from './browser-session.js';
import { IdentityProvider, type ProvidedPerson, ProviderError } from './identity-provider.js';

const PENDING_COOKIE = 'mnara_provider';
const PENDING_SECONDS = 600;
const AUDIENCE = 'mnara-provider';
const pendingClaims = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), next: z.string() });

/** What the sign-in page says when the provider's way failed. */
type Problem = 'provider_failed' | 'no_right' | 'account_disabled' | 'name_taken';

/** A path of this server, and nothing else: a link cannot lead people elsewhere after they signed in. */
const localPath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[^\p{Cc}\\]{0,2000}$/u.test(next) ? next : '/';

/** Signs people in through the ministry's identity provider. */
@Controller('session/provider')
export class ProviderController {
  readonly #log = new Logger('sign-in');
  readonly #provider: IdentityProvider | undefined;

  constructor(
    @Inject(API_CONFIG) readonly config: FullApiConfig,
    @Inject(SessionTokens) readonly tokens: SessionTokens,
    @Inject(SessionStore) readonly sessions: SessionStore,
    @Inject(AccountStore) private readonly accounts: AccountStore,
  ) {
    this.#provider = config.provider === undefined ? undefined : new IdentityProvider(config.provider);
  }

  @Get()
  async begin(@Req() request: Request, @Res() response: Response, @Query('next') next: unknown): Promise<void> {
    await this.#orProblem(response, async (provider) => {
      const { url, pending } = await provider.begin(this.#address(request, '/session/provider/back'));
      const signed = await new SignJWT({ ...pending, next: localPath(next) })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setExpirationTime(Math.floor(this.config.now() / 1000) + PENDING_SECONDS)
        .sign(this.config.sessionSecret);
      response.cookie(PENDING_COOKIE, signed, { ...this.#cookie(), maxAge: PENDING_SECONDS * 1000 });
      response.redirect(302, url.href);
    });
  }

  @Get('back')
  async back(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#orProblem(response, async (provider) => {
      const { next, ...pending } = await this.#pending(request);
      response.clearCookie(PENDING_COOKIE, this.#cookie());
      const person = await provider.finish(new URL(this.#address(request, request.originalUrl)), pending);
      const account = await this.#accountOf(person);
      // A right that changed, or was taken away, ends at once on this API.
      this.tokens.readEndedAgain();
      if (typeof account === 'string') return this.#problem(response, account);
      await beginSession(account, 'provider', request, response, this);
      response.redirect(302, next);
    });
  }

  /** Signs out of the provider too. */
  @Get('end')
  async end(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#orProblem(response, async (provider) => {
      const url = await provider.endUrl(this.#address(request, '/sign-in'));
      response.redirect(302, url?.href ?? '/sign-in');
    });
  }

  /**
   * The account of a person, made at the first sign-in, with the right that the groups give today. An account that was
   * made here with a password is never taken for that of a person with the same address.
   */
  async #accountOf(person: ProvidedPerson): Promise<AccountRecord | Problem> {
    const { issuer, subject, userName, name, right } = person;
    const now = this.config.now();
    const by = 'identity provider';
    const known = await this.accounts.ofProvider(issuer, subject);
    if (right === undefined) {
      // A person who left the groups must not keep the sessions of before.
      if (known !== undefined && known.disabledAt === null) await this.accounts.setDisabled(known.id, true, by, now);
      return 'no_right';
    }
    if (known !== undefined) return this.#withRight(known, right, by, now);
    const added = { ...right, userName, passwordHash: null, firstPasswordUntil: null, provider: { issuer, subject } };
    return (
      (await this.accounts.add({ ...added, name }, by, now)) ??
      (await this.accounts.add({ ...added, name: `${name} (${userName})`.slice(0, 80) }, by, now)) ??
      'name_taken'
    );
  }

  async #withRight(
    known: AccountRecord,
    right: AccountRight,
    by: string,
    now: number,
  ): Promise<AccountRecord | Problem> {
    if (known.disabledAt !== null) {
      if (known.disabledBy !== by) return 'account_disabled';
      await this.accounts.setDisabled(known.id, false, by, now);
    }
    if (isSameRight(known, right)) return (await this.accounts.find(known.id)) ?? 'account_disabled';
    return (await this.accounts.changeRight(known.id, right, by, now)) ?? 'account_disabled';
  }

  async #pending(request: Request): Promise<z.output<typeof pendingClaims>> {
    const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
    const signed = cookies.find((part) => part.startsWith(`${PENDING_COOKIE}=`))?.slice(PENDING_COOKIE.length + 1);
    try {
      const { payload } = await jwtVerify(signed ?? '', this.config.sessionSecret, {
        audience: AUDIENCE,
        algorithms: ['HS256'],
        currentDate: new Date(this.config.now()),
      });
      return pendingClaims.parse(payload);
    } catch (cause) {
      throw new ProviderError('This browser did not begin a sign-in in the last ten minutes; begin again.', { cause });
    }
  }

  /** Does the work, or shows the sign-in page with what happened; the log has the reason. */
  async #orProblem(response: Response, work: (provider: IdentityProvider) => Promise<void>): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    if (this.#provider === undefined) return this.#problem(response, 'provider_failed');
    try {
      await work(this.#provider);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#log.warn(error.message);
      this.#problem(response, 'provider_failed');
    }
  }

  #problem(response: Response, problem: Problem): void {
    response.redirect(302, `/sign-in?problem=${problem}`);
  }

  /** The cookie of a sign-in that is under way comes along when the provider's page leads back: lax. */
  #cookie() {
    return { httpOnly: true, sameSite: 'lax', secure: this.config.secureCookies, path: '/session/provider' } as const;
  }

  #address(request: Request, path: string): string {
    const base = this.config.provider?.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
    return new URL(path, base).href;
  }
}

const isSameRight = (one: AccountRight, other: AccountRight): boolean =>
  one.role === other.role &&
  one.regionId === other.regionId &&
  one.centreId === other.centreId &&
  one.agencyId === other.agencyId &&
  one.seesStaff === other.seesStaff;
