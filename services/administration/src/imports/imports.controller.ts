import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import {
  type ImportRecord,
  type ImportSummary,
  type LetterOfOutbox,
  lettersOfOutbox,
  listImports,
  readImport,
} from '#store/imports/import-records.js';
import { type Leaving, readLeaving } from '#store/imports/read-leaving.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';

/** Imports in one list at most. */
const MAX_LISTED = 1_000;
/** Dead letters in one answer. */
const LETTERS = 5_000;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `mnara import` and `mnara imports` use these endpoints. */
@Controller('admin/imports')
export class ImportsController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async list(@Headers('authorization') authorization: string | undefined): Promise<readonly ImportSummary[]> {
    await admitAdministrator(this.options.tokens, authorization);
    return listImports(this.options.database, MAX_LISTED);
  }

  @Post('show')
  @HttpCode(200)
  async show(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { importId?: unknown },
  ): Promise<ImportRecord> {
    await admitAdministrator(this.options.tokens, authorization);
    return this.#read(textOf(body.importId));
  }

  /** What a withdrawal would take out of the figures. */
  @Post('leaving')
  @HttpCode(200)
  async leaving(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { importId?: unknown },
  ): Promise<Leaving> {
    await admitAdministrator(this.options.tokens, authorization);
    const { agentId, importId } = await this.#read(textOf(body.importId));
    return readLeaving(this.options.database, agentId, importId);
  }

  /** What the processor could not use of an outbox. */
  @Post('unused')
  @HttpCode(200)
  async unused(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { agentId?: unknown; outboxId?: unknown; afterLetterId?: unknown },
  ): Promise<readonly LetterOfOutbox[]> {
    await admitAdministrator(this.options.tokens, authorization);
    const afterLetterId = Number.isSafeInteger(body.afterLetterId) ? (body.afterLetterId as number) : 0;
    const [agentId, outboxId] = [textOf(body.agentId), textOf(body.outboxId)];
    return lettersOfOutbox(this.options.database, { agentId, outboxId, afterLetterId, limit: LETTERS });
  }

  /** @throws UnprocessableEntityException */
  async #read(importId: string): Promise<ImportRecord> {
    const found = await readImport(this.options.database, importId);
    if (found === undefined)
      throw new UnprocessableEntityException({
        faults: [`There is no import ${importId}; mnara imports lists them.`],
      });
    return found;
  }
}
