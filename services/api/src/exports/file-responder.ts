import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Viewer } from '#domain/access/viewer.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { visibleTo } from '#store/network/directory.js';
import { goneSignal } from '../access/viewer-context.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { FigureBudget, Questions } from '../kpi/questions.js';
import { LiveHub } from '../live/live-hub.js';
import { ExportLane } from './export-lane.js';
import { fileParameters, readFileOptions } from './file-options.js';
import { type FileKind, readFileQuestion } from './file-question.js';
import { kpiFile } from './sources/kpi-file.js';
import { rowFile } from './sources/row-file.js';

/** Sends files: what is asked for is checked, counted and refused before the first byte. */
@Injectable()
export class FileResponder {
  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Questions) private readonly questions: Questions,
    @Inject(ExportLane) private readonly lane: ExportLane,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  /**
   * Sends the whole file.
   * @param parameters those of the address, `format` among them
   * @throws RequestError before the first byte. An error after it means that the connection has to be broken off, so
   * that no client takes a part for the whole.
   */
  async respond(kind: FileKind, parameters: URLSearchParams, viewer: Viewer, response: Response): Promise<void> {
    const options = readFileOptions(fileParameters(parameters));
    const { question, clock } = readFileQuestion(kind, parameters);
    const directory = this.hub.directory();
    const visible = visibleTo(viewer, directory, undefined);
    const { now, smallestCell } = this.config;
    const asking = { question, options, viewer, visible, gone: goneSignal(response), now: now(), response };
    if (kind !== 'kpis') return rowFile({ ...asking, kind, clock }, this.lane);
    const { questions, database } = this;
    const context = { ...asking, questions, budget: new FigureBudget(), directory, smallestCell, database };
    return kpiFile(asking, context, this.lane);
  }
}
