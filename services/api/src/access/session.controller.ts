import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SESSION_COOKIE, tokenOf } from '#administration/access/credentials.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { ROLES, type Role, type Viewer } from '#domain/access/viewer.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';

/** The role that a visitor of the demonstration chooses. */
const demoRole = z.object({ as: z.enum(ROLES), centreId: z.string().min(1).max(128).optional() });

interface SessionAnswer {
  readonly viewer?: string;
  readonly expiresAt?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

const NAMES: Readonly<Record<Role, string>> = {
  viewer: 'demonstration',
  operator: 'demonstration operator',
  manager: 'demonstration manager',
};

/** Signs browsers in. The token is only stored in a cookie that scripts cannot read. */
@Controller('session')
export class SessionController {
  constructor(
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
  ) {}

  /** Continues a valid session; otherwise, in the demonstration, signs the demonstration viewer in. */
  @Post()
  @HttpCode(200)
  async signIn(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SessionAnswer> {
    const viewer = this.#demoRole(body) ?? (await this.#current(request)) ?? this.config.demoViewer;
    return viewer === undefined
      ? refuse(
          response,
          'This server does not sign anyone in without a token; send a token in the Authorization header.',
        )
      : this.#start(viewer, response);
  }

  /** Issues a new token for a valid session. */
  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionAnswer> {
    const viewer = await this.#current(request);
    return viewer === undefined
      ? refuse(response, 'The session has ended; sign in again with POST /session.')
      : this.#start(viewer, response);
  }

  async #current(request: Request): Promise<Viewer | undefined> {
    const token = tokenOf(request.headers);
    return token === undefined ? undefined : this.tokens.verify(token, this.config.now());
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

  async #start(viewer: Omit<Viewer, 'expiresAt'>, response: Response): Promise<SessionAnswer> {
    const { tokenSeconds, secureCookies, now } = this.config;
    // A browser's session never administers, whatever token it was started with.
    const { isAdministrator: _, ...person } = viewer;
    // The session of a person's own link stays valid to its end, so that a phone that slept does not sign its owner
    // out. All other sessions must be renewed.
    const seconds = viewer.endsAt === undefined ? tokenSeconds : Math.floor((viewer.endsAt - now()) / 1000);
    const { token, expiresAt } = await this.tokens.issue(person, seconds, now());
    response.cookie(SESSION_COOKIE, token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies,
      path: '/',
      maxAge: seconds * 1000,
    });
    response.setHeader('Cache-Control', 'no-store');
    return { viewer: viewer.name, expiresAt };
  }
}

function refuse(response: Response, message: string): SessionAnswer {
  response.status(401);
  return { error: { code: 'UNAUTHENTICATED', message } };
}
