import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { type IssuedToken, TokenStore } from '#store/access/token-store.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { admitAdministrator } from './administrator.js';
import { type GrantedToken, issueGrant, readGrant, unknownPlaceOf } from './grant.js';

/** Rights for a limited time: `mnara token` uses these endpoints. */
@Controller('admin/tokens')
export class TokensController {
  readonly #given: TokenStore;

  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {
    this.#given = new TokenStore(options.database);
  }

  @Post()
  @HttpCode(200)
  async issue(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
  ): Promise<GrantedToken> {
    const by = await admitAdministrator(this.options.tokens, authorization);
    const read = readGrant(body);
    if (!read.ok) throw new UnprocessableEntityException({ faults: read.faults });
    const { database, tokens } = this.options;
    const unknown = await unknownPlaceOf(database, read.grant);
    if (unknown !== undefined) throw new UnprocessableEntityException({ faults: [unknown] });
    return issueGrant(tokens, this.#given, read.grant, by, Date.now());
  }

  @Post('list')
  @HttpCode(200)
  async list(
    @Headers('authorization') authorization: string | undefined,
  ): Promise<{ readonly tokens: readonly IssuedToken[] }> {
    await admitAdministrator(this.options.tokens, authorization);
    return { tokens: await this.#given.list() };
  }

  @Post('end')
  @HttpCode(200)
  async end(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { id?: unknown },
  ): Promise<IssuedToken> {
    const by = await admitAdministrator(this.options.tokens, authorization);
    const ended = await this.#given.end(String(body.id), by);
    if (ended !== undefined) return ended;
    throw new UnprocessableEntityException({
      faults: [`There is no valid token "${String(body.id).slice(0, 80)}"; mnara token list shows the ids.`],
    });
  }
}
