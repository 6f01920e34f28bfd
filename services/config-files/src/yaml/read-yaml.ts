import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { describeIssue, type PlacedFault } from './describe-issue.js';

/** One fault: where it is (1-based), and a sentence that says how to fix it. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A kind of file that people write. */
export interface YamlKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Name of the whole file at the start of a sentence: The description. */
  readonly whole: string;
  /** What to do with an empty file: describe a network. */
  readonly ask: string;
  readonly maxChars: number;
  /** Checks what a schema cannot express; accepts any shape, so that it also works on a faulty file. */
  readonly check: (root: unknown) => readonly PlacedFault[];
}

interface Faulty {
  readonly ok: false;
  readonly faults: readonly YamlFault[];
}

export type ReadYaml<Value> = { readonly ok: true; readonly value: Value } | Faulty;

/** Maximum number of listed faults; the last one says how many there are. */
const MAX_FAULTS = 200;

/** Offset of the value at a path; without a value, of its key or of the nearest block around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const steps = path.slice(0, length);
    const holder = steps.length === 0 ? undefined : document.getIn(steps.slice(0, -1), true);
    const last = steps.at(-1);
    if (isMap(holder) && length === path.length) {
      const pair = holder.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === last);
      if (pair !== undefined && isNode(pair.value) === false && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
      if (pair !== undefined && isNode(pair.key) && isScalar(pair.value) && pair.value.value === null)
        return pair.key.range?.[0] ?? 0;
    }
    const node = steps.length === 0 ? document.contents : document.getIn(steps, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function toFaults(faults: readonly YamlFault[]): Faulty {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const shown = sorted.slice(0, MAX_FAULTS);
  const last = shown.at(-1);
  if (sorted.length > MAX_FAULTS && last !== undefined) {
    const message = `There are ${sorted.length - MAX_FAULTS} more faults; fix these first.`;
    shown.push({ line: last.line, column: last.column, message });
  }
  return { ok: false, faults: shown };
}

const whole = (message: string): Faulty => ({ ok: false, faults: [{ line: 1, column: 1, message }] });

function readDocument(text: string, lines: LineCounter, kind: YamlKind<z.ZodType>): Document | Faulty {
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const [document] = documents;
  if (document === undefined || !('contents' in document)) return whole(`The file is empty; ${kind.ask} in it.`);
  if (documents.length > 1)
    return whole(`The file contains ${documents.length} documents; write one document, without --- in between.`);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length === 0) return document;
  return toFaults(
    problems.map((problem) => {
      const { line, col } = lines.linePos(problem.pos[0]);
      return { line, column: col, message: `This is not valid YAML: ${problem.message.replace(/\.?$/, '.')}` };
    }),
  );
}

/** Reads a file of a kind. Never throws: it returns every fault at once, in the order of the file's lines. */
export function readYaml<Schema extends z.ZodType>(text: string, kind: YamlKind<Schema>): ReadYaml<z.output<Schema>> {
  if (text.length > kind.maxChars)
    return whole(`The file has ${text.length} characters; the maximum is ${kind.maxChars}.`);
  const lines = new LineCounter();
  let document: Document | Faulty;
  let root: unknown;
  try {
    document = readDocument(text, lines, kind);
    if ('ok' in document) return document;
    root = document.toJS({ maxAliasCount: 50_000 });
  } catch (error) {
    const why =
      error instanceof RangeError ? 'it is nested too deeply' : String(error instanceof Error ? error.message : error);
    return whole(`The file cannot be read: ${why}.`);
  }
  const checked = kind.schema.safeParse(root);
  const shape = checked.success ? [] : checked.error.issues.flatMap((issue) => describeIssue(issue, root, kind.whole));
  const placed = [...shape, ...kind.check(root)];
  if (checked.success && placed.length === 0) return { ok: true, value: checked.data };
  const yaml = document;
  if (yaml.contents === null) return whole(`The file is empty; ${kind.ask} in it.`);
  return toFaults(
    placed.map(({ path, message }) => {
      const { line, col } = lines.linePos(offsetOf(yaml, path));
      return { line, column: col, message };
    }),
  );
}
