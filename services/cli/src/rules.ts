import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { BacktestAnswer } from '#administration/rules/ask-history.js';
import { DEFAULT_RULES_FILE, DEFAULT_TESTS_FILE } from '#config-files/rules/default-rules.js';
import { parseRules } from '#config-files/rules/parse-rules.js';
import { RULE_LIMITS } from '#config-files/rules/rule-file.js';
import { parseRuleTests } from '#config-files/rules/rule-test-file.js';
import type { RuleTestResult } from '#config-files/rules/run-rule-test.js';
import type { ReadYaml } from '#config-files/yaml/read-yaml.js';
import type { Rule } from '#domain/alert/rule.js';
import { runningServer } from '#local/data-folder.js';
import { withOfflineDatabase } from '#local/embedded/offline-database.js';
import { environment } from '#local/environment.js';
import type { RulesApplied } from '#store/rules/apply-rules.js';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
import { readYamlFile, type YamlFile } from './read-yaml-file.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

const read = <Value>(file: string, parse: (text: string) => ReadYaml<Value>): Promise<YamlFile<Value>> =>
  readYamlFile(file, RULE_LIMITS.fileChars, parse);

async function runTests(file: string): Promise<readonly (RuleTestResult & { readonly file: string })[]> {
  const { value } = await read(file, parseRuleTests);
  const { value: rules } = await read(resolve(dirname(file), value.rules), parseRules);
  const { runRuleTest } = await import('#config-files/rules/run-rule-test.js');
  return value.tests.map((test) => ({ file, ...runRuleTest(test, rules) }));
}

async function test(files: readonly string[], options: { format?: string }): Promise<void> {
  const results: (RuleTestResult & { readonly file: string })[] = [];
  for (const file of files.length === 0 ? [DEFAULT_TESTS_FILE] : files) results.push(...(await runTests(file)));
  const failed = results.filter(({ failures }) => failures.length > 0);
  printRows(
    formatOf(options.format),
    { tests: results, passed: results.length - failed.length, failed: failed.length },
    ['test', 'result'],
    results.map(({ name, failures }) => [name, failures.length === 0 ? 'passed' : 'FAILED']),
  );
  for (const { name, failures } of failed) for (const failure of failures) printStatus(`${name}: ${failure}`);
  if (failed.length > 0) throw new CommandError(1, `${failed.length} of ${results.length} tests failed.`);
}

interface BacktestOptions extends ServerOptions {
  readonly from: string;
  readonly to: string;
  readonly rule?: string;
  readonly format?: string;
}

async function askBacktest(options: BacktestOptions, rules: readonly Rule[], yaml: string): Promise<BacktestAnswer> {
  const { from, to, rule } = options;
  const folder = dataFolder(options.data, environment.data);
  if (options.url !== undefined || runningServer(folder) !== undefined)
    return connect(options, folder).admin<BacktestAnswer>('rules/backtest', { yaml, rule, from, to });
  const { askHistory } = await import('#administration/rules/ask-history.js');
  return withOfflineDatabase(folder, (database) => askHistory(database, { rules, from, to }));
}

const moment = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

async function backtest(file: string, options: BacktestOptions): Promise<void> {
  const { value, yamlText } = await read(file, parseRules);
  const rules = value.filter(({ id }) => options.rule === undefined || id === options.rule);
  if (rules.length === 0) throw new CommandError(2, `There is no rule "${options.rule}" in ${file}.`);
  const answer = await askBacktest(options, rules, yamlText);
  if (!answer.ok) throw new CommandError(2, answer.faults.join('\n'));
  const firings = answer.firings.map(({ ruleId, identity, firedAt, clearedAt, value: figure, threshold }) => ({
    rule: ruleId,
    alert: identity,
    firedAt: moment(firedAt),
    clearedAt: moment(clearedAt),
    value: figure,
    threshold,
  }));
  printRows(
    formatOf(options.format),
    { firings, skipped: answer.skipped },
    ['rule', 'alert', 'fired at', 'cleared at', 'value', 'threshold'],
    firings.map((one) => [one.rule, one.alert, one.firedAt, one.clearedAt, one.value, one.threshold]),
  );
  for (const { ruleId, why } of answer.skipped) printStatus(`not evaluated: ${ruleId}: ${why}`);
}

async function apply(file: string, options: ServerOptions): Promise<void> {
  const { value, yamlText: yaml } = await read(file, parseRules);
  const folder = dataFolder(options.data, environment.data);
  const isOnline = options.url !== undefined || runningServer(folder) !== undefined;
  const applyOffline = async (): Promise<RulesApplied> => {
    const { applyRules } = await import('#store/rules/apply-rules.js');
    return withOfflineDatabase(folder, (database) => applyRules(database, value, 'command line', Date.now(), { yaml }));
  };
  const applied = isOnline
    ? await connect(options, folder).admin<RulesApplied>('rules', { yaml })
    : await applyOffline();
  if (!applied.ok) throw new CommandError(1, applied.faults.join('\n'));
  const { added, changed, removed, same } = applied;
  print(`applied: ${added.length} added, ${changed.length} changed, ${removed.length} removed, ${same} unchanged`);
}

/** `mnara rules check|test|backtest|apply`. */
export function rulesCommand(rules: Command): void {
  const file = 'YAML file of rules; default: the rules that Mnara comes with';
  rules
    .command('check')
    .argument('[file]', file, DEFAULT_RULES_FILE)
    .description('lists every fault with its line and how to fix it; exit 1 when there is one')
    .action(async (path: string) => {
      const { value } = await read(path, parseRules);
      print(`${path} is valid: ${value.length} rule${value.length === 1 ? '' : 's'}`);
    });
  rules
    .command('test')
    .argument('[files...]', 'YAML files of tests, each naming its rules; default: the tests of the default rules')
    .option('--format <format>', 'table, json or csv')
    .description('runs tests of rules with a virtual clock; exit 1 when one fails')
    .action(test);
  rules
    .command('backtest')
    .argument('[file]', file, DEFAULT_RULES_FILE)
    .requiredOption('--from <date>', "ISO date or moment in the network's time zone")
    .requiredOption('--to <date>', 'the same, exclusive')
    .option('--rule <id>', 'one rule only')
    .option('--format <format>', 'table, json or csv')
    .option('--data <folder>', 'data folder; works with or without a running server')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .description('shows when rules would have fired on stored history')
    .action(backtest);
  rules
    .command('apply')
    .argument('<file>', 'YAML file of rules')
    .option('--data <folder>', 'data folder; works with or without a running server')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .description('replaces the rules with those of the file, either completely or not at all')
    .action(apply);
}
