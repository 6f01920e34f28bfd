import { Controller, Get, Inject, Next, Param, Req, Res } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FILE_KINDS } from './file-question.js';
import { FileResponder } from './file-responder.js';

/** Files: GET /api/v1/KIND with `format`. Without it the request is for whatever else answers that address. */
@Controller('api/v1')
export class FileController {
  constructor(@Inject(FileResponder) private readonly files: FileResponder) {}

  @Get(':kind')
  async file(
    @Param('kind') name: string,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    const kind = FILE_KINDS.find((known) => known === name);
    if (kind === undefined || request.query['format'] === undefined) return next();
    await this.files.respond(kind, request, response);
  }
}
