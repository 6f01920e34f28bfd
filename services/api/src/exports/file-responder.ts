import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { tokenOf } from '#administration/access/credentials.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { visibleTo } from '#store/network/directory.js';
import { goneSignal } from '../access/viewer-context.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { FigureBudget, Questions } from '../kpi/questions.js';
import { LiveHub } from '../live/live-hub.js';
import { answerError } from './answer-error.js';
import { ExportLane } from './export-lane.js';
import { readFileOptions } from './file-options.js';
import { type FileKind, readFileQuestion } from './file-question.js';
import { kpiFile } from './sources/kpi-file.js';
import { rowFile } from './sources/row-file.js';

/** Answers requests for files: what is asked for is checked, counted and refused before the first byte. */
@Injectable()
export class FileResponder {
  readonly #logger = new Logger('exports');

  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Questions) private readonly questions: Questions,
    @Inject(ExportLane) private readonly lane: ExportLane,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  /** Sends the file, or says as JSON why there is none. Never throws. */
  async respond(kind: FileKind, request: Request, response: Response): Promise<void> {
    try {
      await this.#send(kind, request, response);
    } catch (error) {
      answerError(response, error, (cause) => this.#logger.error(cause instanceof Error ? cause.stack : cause));
    }
  }

  async #send(kind: FileKind, request: Request, response: Response): Promise<void> {
    const viewer = await this.#viewer(request);
    const options = readFileOptions(request.query);
    const question = readFileQuestion(kind, request.query);
    const directory = this.hub.directory();
    const asking = {
      kind,
      question,
      options,
      viewer,
      visible: visibleTo(viewer, directory, undefined),
      gone: goneSignal(response),
      now: this.config.now(),
      response,
    };
    if (kind !== 'kpis') return rowFile({ ...asking, kind }, this.lane);
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    return kpiFile(asking, {
      questions: this.questions,
      budget: new FigureBudget(),
      directory,
      smallestCell: this.config.smallestCell,
      now: asking.now,
      gone: asking.gone,
      answered: closed,
    });
  }

  async #viewer(request: Request): Promise<Viewer> {
    const token = tokenOf(request.headers);
    const viewer = token === undefined ? undefined : await this.tokens.verify(token, this.config.now());
    if (viewer !== undefined) return viewer;
    throw new RequestError(
      'UNAUTHENTICATED',
      'You are not signed in, or the session has ended; sign in with POST /session, or send a token in the ' +
        'Authorization header.',
    );
  }
}
