import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { MappingError } from './mapping-errors.js';
import { type Mapping, mappingSchema } from './mapping-schema.js';

/** Parses and checks a mapping. @throws MappingError that names every fault with its line */
export function loadMapping(source: string, fileName: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map(
    (error) => `  line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`,
  );
  if (broken.length > 0)
    throw new MappingError(`The mapping ${fileName} is not valid YAML; fix these errors:\n${broken.join('\n')}`);
  const parsed = mappingSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    return `  line ${lineOf(document, issue.path, lines)}: ${path.join('.') || 'the whole file'}: ${explain(issue)}`;
  });
  throw new MappingError(`The mapping ${fileName} is invalid; fix these faults:\n${faults.join('\n')}`);
}

/**
 * Reads the mapping of a connector whose rows come one by one. A mapping of files may be used too, so that history in
 * files and the live source give the same facts; what it says of the form of a file is ignored.
 * @throws MappingError
 */
export function loadRecordMapping(path: string): Mapping {
  const mapping = loadMappingFile(path);
  return { ...mapping, input: { ...mapping.input, format: 'record' } };
}

/** Reads the mapping of files from its own file. @throws MappingError */
export function loadMappingFile(path: string): Mapping {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MappingError(`The mapping ${path} cannot be read (${why}); name the right file.`, { cause });
  }
  return loadMapping(source, path);
}

type Issue = { readonly message: string; readonly code?: string; readonly errors?: readonly (readonly Issue[])[] };

/** For a union, explains the fault of the branch that matches best. */
function explain(issue: Issue): string {
  if (issue.code !== 'invalid_union' || issue.errors === undefined) return issue.message;
  const nearest = [...issue.errors]
    .sort((left, right) => left.length - right.length)
    .find((branch) => branch.length > 0 && !branch[0]?.message.startsWith('Invalid input: expected'));
  return nearest?.[0] === undefined ? issue.message : explain(nearest[0]);
}

function lineOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(Number(node.range[0])).line;
  }
  return 1;
}
