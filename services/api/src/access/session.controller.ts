import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { tokenOf } from '#administration/access/credentials.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { ROLES, type Role, type Viewer } from '#domain/access/viewer.js';
import { SessionStore } from '#store/access/session-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { forgetSession, refuseSession, type SessionAnswer, startSession } from './browser-session.js';

/** The role that a visitor of the demonstration chooses. */
const demoRole = z.object({ as: z.enum(ROLES), centreId: z.string().min(1).max(128).optional() });

const NAMES: Readonly<Record<Role, string>> = {
  viewer: 'demonstration',
  operator: 'demonstration operator',
  manager: 'demonstration manager',
};

/** How people may sign in here. */
export interface SignInWays {
  readonly password: true;
  /** Visitors are signed in without credentials. */
  readonly demonstration: boolean;
  /** The identity provider's name, for the button; null: there is none. */
  readonly provider: string | null;
}

/** Continues, renews and ends the sessions of browsers. */
@Controller('session')
export class SessionController {
  constructor(
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(SessionStore) private readonly sessions: SessionStore,
  ) {}

  @Get('ways')
  ways(@Res({ passthrough: true }) response: Response): SignInWays {
    response.setHeader('Cache-Control', 'no-store');
    return {
      password: true,
      demonstration: this.config.demoViewer !== undefined,
      provider: this.config.provider?.name ?? null,
    };
  }

  /** Continues a valid session; otherwise, in the demonstration, signs the demonstration viewer in. */
  @Post()
  @HttpCode(200)
  async signIn(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SessionAnswer> {
    const viewer = this.#demoRole(body) ?? (await this.#renewed(request)) ?? this.config.demoViewer;
    if (viewer !== undefined) return this.#start(viewer, response);
    const message =
      'Sign in first: POST /session/password with a user name and a password, or send a token in the Authorization header.';
    return refuseSession(response, { code: 'UNAUTHENTICATED', message });
  }

  /** Issues a new token for a valid session. */
  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionAnswer> {
    const viewer = await this.#renewed(request);
    if (viewer !== undefined) return this.#start(viewer, response);
    return refuseSession(response, { code: 'UNAUTHENTICATED', message: 'The session has ended; sign in again.' });
  }

  /**
   * Signs out: the session ends on every API within seconds, and the browser forgets its token. `provider`: the person
   * should sign out there too, at GET /session/provider/end.
   */
  @Post('end')
  @HttpCode(200)
  async end(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ readonly provider: boolean }> {
    const viewer = await this.#current(request);
    forgetSession(response, this.config);
    if (viewer?.account === undefined) return { provider: false };
    const { sessionId, accountId } = viewer.account;
    const way = await this.sessions.end(sessionId, accountId, viewer.name, this.config.now());
    this.tokens.readEndedAgain();
    return { provider: way === 'provider' };
  }

  async #current(request: Request): Promise<Viewer | undefined> {
    const token = tokenOf(request.headers);
    return token === undefined ? undefined : this.tokens.verify(token, this.config.now());
  }

  /** The viewer of a session that goes on. That of an account is marked as seen now. */
  async #renewed(request: Request): Promise<Viewer | undefined> {
    const viewer = await this.#current(request);
    if (viewer?.account === undefined) return viewer;
    return (await this.sessions.renew(viewer.account.sessionId, this.config.now())) ? viewer : undefined;
  }

  /** In the demonstration a visitor may choose a role; otherwise the role always comes from the token. */
  #demoRole(body: unknown): Omit<Viewer, 'expiresAt'> | undefined {
    const { demoViewer, mayTryRoles } = this.config;
    const chosen = demoRole.safeParse(body);
    if (!mayTryRoles || demoViewer === undefined || !chosen.success) return undefined;
    const { as, centreId } = chosen.data;
    if (as !== 'manager') return { ...demoViewer, name: NAMES[as], role: as };
    return centreId === undefined
      ? undefined
      : { name: NAMES[as], role: as, scope: { kind: 'centre', centreId }, seesStaff: true };
  }

  /** A browser's session never administers because of a token; an administrator's account does. */
  #start({ isAdministrator, ...person }: Omit<Viewer, 'expiresAt'>, response: Response): Promise<SessionAnswer> {
    const viewer = person.account === undefined || isAdministrator !== true ? person : { ...person, isAdministrator };
    return startSession(viewer, response, this.tokens, this.config);
  }
}
