import { Body, Controller, Headers, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { applyRules, type RulesApplied } from '#alerting/adapters/postgres-rules.js';
import { parseRules } from '#contracts/rules/parse-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import { askHistory, type BacktestAnswer } from '../rules/ask-history.js';
import { ADMIN_OPTIONS, type AdminOptions } from './admin.controller.js';
import { admitAdministrator } from './administrator.js';

const refuse = (faults: readonly string[]): never => {
  throw new UnprocessableEntityException({ faults });
};

function rulesIn(yaml: unknown): readonly Rule[] {
  const read = parseRules(typeof yaml === 'string' ? yaml : '');
  if (read.ok) return read.value;
  return refuse(read.faults.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`));
}

/** Alert rules, for administrators: `mnara rules` uses these. */
@Controller('admin/rules')
export class RulesController {
  constructor(@Inject(ADMIN_OPTIONS) readonly options: AdminOptions) {}

  @Post()
  @HttpCode(200)
  async apply(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown },
  ): Promise<RulesApplied> {
    const name = await admitAdministrator(this.options.tokens, authorization);
    const rules = rulesIn(body.yaml);
    const applied = await applyRules(this.options.database, rules, name, Date.now(), { yaml: String(body.yaml) });
    return applied.ok ? applied : refuse(applied.faults);
  }

  @Post('backtest')
  @HttpCode(200)
  async backtest(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { yaml?: unknown; rule?: unknown; from?: unknown; to?: unknown },
  ): Promise<BacktestAnswer> {
    await admitAdministrator(this.options.tokens, authorization);
    const rules = rulesIn(body.yaml).filter(({ id }) => typeof body.rule !== 'string' || id === body.rule);
    const answer = await askHistory(this.options.database, { rules, from: String(body.from), to: String(body.to) });
    return answer.ok ? answer : refuse(answer.faults);
  }
}
