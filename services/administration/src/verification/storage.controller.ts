import { Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { type KeptData, readKeptData } from '#store/retention/kept-data.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';

/** `mnara doctor` uses this endpoint. */
@Controller('admin/storage')
export class StorageController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async storage(@Headers('authorization') authorization: string | undefined): Promise<readonly KeptData[]> {
    await admitAdministrator(this.options.tokens, authorization);
    return readKeptData(this.options.database);
  }
}
