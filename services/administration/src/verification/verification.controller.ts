import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { type Verification, verify } from './verification.js';

/** `mnara verify` uses this endpoint. */
@Controller('admin/verify')
export class VerificationController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async verify(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { recompute?: unknown; recorded?: Record<string, number> },
  ): Promise<Verification> {
    await admitAdministrator(this.options.tokens, authorization);
    return verify(this.options.database, body.recompute === true, new Map(Object.entries(body.recorded ?? {})));
  }
}
