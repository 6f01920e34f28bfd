import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { parsePeople } from '#config-files/people/parse-people.js';
import { applyPeople } from '#store/people/apply-people.js';
import type { PeopleApplied } from '#store/people/people-records.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { refuse } from '../refuse.js';

/** People who receive alerts, for administrators: `mnara people` uses this endpoint. */
@Controller('admin/people')
export class PeopleController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async apply(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<PeopleApplied> {
    const name = await admitAdministrator(this.options.tokens, authorization);
    const yaml = typeof body.yaml === 'string' ? body.yaml : '';
    const read = parsePeople(yaml);
    const { database } = this.options;
    const reject = (faults: readonly string[]) => refuse(database, name, 'apply people', faults);
    if (!read.ok)
      return reject(read.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`));
    const applied = await applyPeople(database, read.value, yaml, name, Date.now());
    return applied.ok ? applied : reject(applied.faults);
  }
}
