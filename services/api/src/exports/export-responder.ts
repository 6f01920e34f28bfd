import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import type { FileFormat, FileRequest, FileResponder } from '../rest/file-responder.js';
import type { RestContext } from '../rest/rest-route.js';
import { ExportLane } from './export-lane.js';
import { FILE_FORMATS } from './export-limits.js';
import { readFileOptions } from './file-options.js';
import { FILE_KINDS, readFileQuestion } from './file-question.js';
import { kpiFile } from './sources/kpi-file.js';
import { rowFile } from './sources/row-file.js';

/** Parameters by name; one that is given several times is a list. */
const parametersOf = (given: URLSearchParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const all = given.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );

/** Answers requests for files: what is asked for is checked, counted and refused before the first byte. */
@Injectable()
export class ExportResponder implements FileResponder {
  readonly resources: readonly string[] = FILE_KINDS;
  readonly #log = new Logger('exports');

  constructor(@Inject(ExportLane) private readonly lane: ExportLane) {}

  formatsOf(resource: string): readonly FileFormat[] {
    return this.resources.includes(resource) ? FILE_FORMATS : [];
  }

  /**
   * Sends the file. A failure after the first byte breaks the connection off, so that no client takes a part for the
   * whole.
   * @throws RequestError, or another failure, before the first byte
   */
  async respond(
    { resource, format, parameters }: FileRequest,
    context: RestContext,
    response: Response,
  ): Promise<void> {
    try {
      await this.#send(resource, { ...parametersOf(parameters), format }, context, response);
    } catch (error) {
      if (!response.headersSent) throw error;
      if (!context.gone.aborted) this.#log.error(error instanceof Error ? error.stack : error);
      response.destroy();
    }
  }

  #send(resource: string, parameters: Record<string, unknown>, context: RestContext, response: Response) {
    const kind = FILE_KINDS.find((one) => one === resource) ?? 'kpis';
    const options = readFileOptions(parameters);
    const { question, clock } = readFileQuestion(kind, parameters);
    const { viewer, visible, gone, now } = context;
    const asking = { question, options, viewer, visible, gone, now, response };
    return kind === 'kpis' ? kpiFile(asking, context, this.lane) : rowFile(kind, { ...asking, clock }, this.lane);
  }
}
