import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { applyPeople } from '#api/adapters/apply-people.js';
import type { PeopleApplied } from '#api/application/people/people-port.js';
import { parsePeople } from '#contracts/people/parse-people.js';
import { ADMIN_OPTIONS, type AdminOptions } from './admin.controller.js';
import { admitAdministrator } from './administrator.js';

/** Who is told of alerts, for administrators: `mnara people` uses it. */
@Controller('admin/people')
export class PeopleController {
  constructor(@Inject(ADMIN_OPTIONS) readonly options: AdminOptions) {}

  @Post()
  @HttpCode(200)
  async apply(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<PeopleApplied> {
    const name = await admitAdministrator(this.options.tokens, authorization);
    const yaml = typeof body.yaml === 'string' ? body.yaml : '';
    const read = parsePeople(yaml);
    if (!read.ok)
      throw new UnprocessableEntityException({
        faults: read.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`),
      });
    const applied = await applyPeople(this.options.database, read.value, yaml, name, Date.now());
    if (!applied.ok) throw new UnprocessableEntityException({ faults: applied.faults });
    return applied;
  }
}
