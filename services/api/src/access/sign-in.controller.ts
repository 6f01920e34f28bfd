import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { tokenOf } from '#administration/access/credentials.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { SessionStore } from '#store/access/session-store.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { beginSession, refuseSession, type SessionAnswer } from './browser-session.js';
import { SignIn, type SignInOutcome } from './sign-in.js';

const text = z.string().max(1_000);
const credentials = z.strictObject({
  userName: text,
  password: text,
  code: text.optional(),
  newPassword: text.optional(),
});
const setUp = z.strictObject({ code: text, userName: text, name: text, password: text });

/** Signs people in with a password of this server. */
@Controller('session')
export class SignInController {
  constructor(
    @Inject(API_CONFIG) readonly config: FullApiConfig,
    @Inject(SessionTokens) readonly tokens: SessionTokens,
    @Inject(SessionStore) readonly sessions: SessionStore,
    @Inject(SignIn) private readonly people: SignIn,
  ) {}

  @Post('password')
  @HttpCode(200)
  async withPassword(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SessionAnswer> {
    const given = credentials.safeParse(body);
    if (!given.success)
      return badRequest(response, 'Send {"userName","password"} as JSON, and "code" if it is asked for.');
    return this.#start(await this.people.withPassword(given.data, request.ip ?? ''), request, response);
  }

  @Post('set-up')
  @HttpCode(200)
  async setUp(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SessionAnswer> {
    const given = setUp.safeParse(body);
    if (!given.success) return badRequest(response, 'Send {"code","userName","name","password"} as JSON.');
    return this.#start(await this.people.setUp(given.data), request, response);
  }

  /** A sign-in always makes a new session, and ends the one that the browser had. */
  async #start(outcome: SignInOutcome, request: Request, response: Response): Promise<SessionAnswer> {
    if (!outcome.ok) return refuseSession(response, outcome.fault);
    await this.#endPrevious(request, this.config.now());
    return beginSession(outcome.account, 'password', request, response, this);
  }

  async #endPrevious(request: Request, now: number): Promise<void> {
    const token = tokenOf(request.headers);
    const viewer = token === undefined ? undefined : await this.tokens.verify(token, now);
    if (viewer?.account === undefined) return;
    await this.sessions.end(viewer.account.sessionId, viewer.account.accountId, viewer.name, now);
  }
}

function badRequest(response: Response, message: string): SessionAnswer {
  response.status(400);
  return { error: { code: 'BAD_REQUEST', message } };
}
