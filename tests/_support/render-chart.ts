import { parse, stringify } from 'yaml';

/** The values that a chart's templates can use. */
export interface ChartScope {
  readonly Values: Readonly<Record<string, unknown>>;
  readonly Release: { readonly Name: string };
}

type Variables = Readonly<Record<string, unknown>>;

interface Token {
  readonly isAction: boolean;
  text: string;
}

/** Text, or an action without its braces; white space next to a dash is already removed. */
function tokensOf(template: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const part of template.split(/(\{\{-?[\s\S]*?-?\}\})/)) {
    const action = /^\{\{(-?)([\s\S]*?)(-?)\}\}$/.exec(part);
    const before = tokens.at(-1);
    if (action?.[1] === '-' && before?.isAction === false) before.text = before.text.trimEnd();
    tokens.push(action === null ? { isAction: false, text: part } : { isAction: true, text: (action[2] ?? '').trim() });
  }
  return tokens;
}

const FUNCTIONS: Readonly<Record<string, (value: unknown, argument: number) => unknown>> = {
  quote: (value) => JSON.stringify(String(value)),
  upper: (value) => String(value).toUpperCase(),
  toYaml: (value) => stringify(value).trimEnd(),
  nindent: (value, spaces) => `\n${String(value).replaceAll(/^/gm, ' '.repeat(spaces))}`,
};

/** Renders the tokens of one template. */
class ChartText {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(
    template: string,
    readonly scope: ChartScope,
  ) {
    this.#tokens = tokensOf(template);
  }

  /** Renders up to the end of the current block. */
  block(variables: Variables, isShown: boolean): string {
    let text = '';
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const { isAction, text: said } = this.#tokens[this.#at] as Token;
      if (!isAction) text += isShown ? said : '';
      else if (said === 'end') return text;
      else if (said.startsWith('if ')) {
        this.#at += 1;
        text += this.block(variables, isShown && Boolean(this.#evaluate(said.slice(3), variables)));
      } else if (said.startsWith('range ')) text += this.#loop(said, variables, isShown);
      else if (isShown) text += this.#shown(said, variables);
    }
    return text;
  }

  #shown(action: string, variables: Variables): string {
    const value = this.#evaluate(action, variables);
    if (value === undefined) throw new Error(`"${action}" has no value.`);
    return String(value);
  }

  #loop(action: string, variables: Variables, isShown: boolean): string {
    const [, key = '', item = '', over = ''] = /^range (\$\w+), (\$\w+) := (\S+)$/.exec(action) ?? [];
    const map = (this.#evaluate(over, variables) ?? {}) as Record<string, unknown>;
    const start = this.#at + 1;
    const turn = (more: Variables, isTurnShown: boolean): string => {
      this.#at = start;
      return this.block({ ...variables, ...more }, isTurnShown);
    };
    const names = Object.keys(map).sort();
    if (names.length === 0) return turn({}, false);
    return names.map((name) => turn({ [key]: name, [item]: map[name] }, isShown)).join('');
  }

  #evaluate(action: string, variables: Variables): unknown {
    return action.split('|').reduce<unknown>((piped, call) => {
      const [name = '', first = '', second = ''] = call.trim().split(/\s+/);
      if (name === 'eq') return this.#read(first, variables) === this.#read(second, variables);
      const apply = FUNCTIONS[name];
      if (apply === undefined) return this.#read(name, variables);
      return apply(piped ?? this.#read(first, variables), Number(first));
    }, undefined);
  }

  #read(word: string, variables: Variables): unknown {
    if (/^".*"$/.test(word)) return JSON.parse(word);
    const path = /^(\$\w*)?((?:\.\w+)*)$/.exec(word);
    if (path === null) throw new Error(`The renderer does not know "${word}".`);
    const root = path[1] === undefined || path[1] === '$' ? this.scope : variables[path[1]];
    const names = (path[2] ?? '').split('.').filter((name) => name !== '');
    return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], root);
  }
}

/**
 * Renders the part of Helm's language that the chart uses: range over a map, if, eq, end, and pipes of the functions
 * above. A test compares it with Helm if that is installed. @throws Error for everything else, and for a missing value
 */
export function renderChart(template: string, scope: ChartScope): unknown[] {
  return new ChartText(template, scope)
    .block({}, true)
    .split(/^---$/m)
    .filter((document) => document.trim() !== '')
    .map((document) => parse(document) as unknown);
}
