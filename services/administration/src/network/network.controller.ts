import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { applyNetwork, type NetworkCounts } from '#store/network/apply-network.js';
import { type DeclaredNames, readDeclared, readUndeclared, type Undeclared } from '#store/network/declared-names.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';

/** The network's description: `mnara network apply` uses this endpoint. */
@Controller('admin/network')
export class NetworkController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async apply(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<NetworkCounts> {
    await admitAdministrator(this.options.tokens, authorization);
    const yaml = typeof body.yaml === 'string' ? body.yaml : '';
    const parsed = parseNetwork(yaml);
    if (!parsed.ok)
      throw new UnprocessableEntityException({
        faults: parsed.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`),
      });
    const applied = await applyNetwork(this.options.database, parsed.network, yaml, Date.now());
    if (!applied.ok) throw new UnprocessableEntityException({ faults: applied.faults });
    this.options.onNetworkApplied?.();
    return applied.counts;
  }

  /** What events named and the description lacks: `mnara import` and `mnara doctor` use this endpoint. */
  @Post('undeclared')
  @HttpCode(200)
  async undeclared(@Headers('authorization') authorization: string | undefined): Promise<Undeclared> {
    await admitAdministrator(this.options.tokens, authorization);
    return readUndeclared(this.options.database);
  }

  /** The names that the description has; the preview of an import compares those of a file with them. */
  @Post('names')
  @HttpCode(200)
  async names(@Headers('authorization') authorization: string | undefined): Promise<DeclaredNames> {
    await admitAdministrator(this.options.tokens, authorization);
    return readDeclared(this.options.database);
  }
}
