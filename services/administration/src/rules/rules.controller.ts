import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { parseRules } from '#config-files/rules/parse-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import { applyRules, type RulesApplied } from '#store/rules/apply-rules.js';
import { admitAdministrator } from '../access/administrator.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { refuse } from '../refuse.js';
import { askHistory, type BacktestAnswer } from './ask-history.js';

/** Alert rules, for administrators: `mnara rules` uses these endpoints. */
@Controller('admin/rules')
export class RulesController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @Post()
  @HttpCode(200)
  async apply(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<RulesApplied> {
    const name = await admitAdministrator(this.options.tokens, authorization);
    const rules = await this.#rulesIn(body.yaml, name, 'apply rules');
    const applied = await applyRules(this.options.database, rules, name, Date.now(), { yaml: String(body.yaml) });
    return applied.ok ? applied : refuse(this.options.database, name, 'apply rules', applied.faults);
  }

  @Post('backtest')
  @HttpCode(200)
  async backtest(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown; rule?: unknown; from?: unknown; to?: unknown },
  ): Promise<BacktestAnswer> {
    const name = await admitAdministrator(this.options.tokens, authorization);
    const all = await this.#rulesIn(body.yaml, name, 'backtest');
    const rules = all.filter(({ id }) => typeof body.rule !== 'string' || id === body.rule);
    const answer = await askHistory(this.options.database, { rules, from: String(body.from), to: String(body.to) });
    return answer.ok ? answer : refuse(this.options.database, name, 'backtest', answer.faults);
  }

  async #rulesIn(yaml: unknown, name: string, what: string): Promise<readonly Rule[]> {
    const read = parseRules(typeof yaml === 'string' ? yaml : '');
    if (read.ok) return read.value;
    const faults = read.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
    return refuse(this.options.database, name, what, faults);
  }
}
