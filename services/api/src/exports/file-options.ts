import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';
import { FILE_FORMATS, type FileFormat } from './export-limits.js';
import { FILE_LANGUAGES, type FileLanguage } from './words/file-words.js';
import type { CsvOptions } from './writers/csv.js';
import type { PdfPaper } from './writers/pdf-paper.js';

/** How a file is written. */
export interface FileOptions {
  readonly format: FileFormat;
  readonly language: FileLanguage;
  readonly csv: CsvOptions;
  readonly pdf: PdfPaper;
  /** For a PDF: a chart as SVG. */
  readonly chart?: string;
}

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t', ',': ',', ';': ';', '\t': '\t' } as const;
const DECIMALS = { point: '.', comma: ',', '.': '.', ',': ',' } as const;
const isOn = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

/** The parameters of a file. */
export const FILE_SCHEMA = z.object({
  format: z.enum(FILE_FORMATS),
  language: z.enum(FILE_LANGUAGES).default('en'),
  form: z.enum(['machine', 'people']).default('people'),
  separator: z.enum(Object.keys(SEPARATORS) as [keyof typeof SEPARATORS]).optional(),
  decimal: z.enum(Object.keys(DECIMALS) as [keyof typeof DECIMALS]).default('point'),
  bom: isOn.optional(),
  escape: z.enum(['formulas', 'none']).default('formulas'),
  notes: isOn.optional(),
  paper: z.enum(['a4', 'a3']).default('a4'),
  orientation: z.enum(['portrait', 'landscape']).default('landscape'),
});

type FileParameters = Readonly<Record<string, unknown>>;

/** Names of the parameters that this module reads. */
export const FILE_PARAMETERS: readonly string[] = Object.keys(FILE_SCHEMA.shape);

/** What an address says of the file; which value of a parameter that was sent several times counts is not guessed. */
export const fileParameters = (address: URLSearchParams): FileParameters =>
  Object.fromEntries(
    FILE_PARAMETERS.map((name) => {
      const all = address.getAll(name);
      return [name, all.length > 1 ? all : all[0]];
    }),
  );

/**
 * Reads the parameters of a file.
 * @throws RequestError BAD_VALUE with every fault
 */
export function readFileOptions(parameters: FileParameters): FileOptions {
  const read = FILE_SCHEMA.safeParse(parameters);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new RequestError('BAD_VALUE', `The file cannot be written like that. ${faults.join('; ')}.`);
  }
  const { format, language, form, escape: escaping, paper, orientation } = read.data;
  const decimal = DECIMALS[read.data.decimal];
  const separator = SEPARATORS[read.data.separator ?? (decimal === ',' ? 'semicolon' : 'comma')];
  if (separator === ',' && decimal === ',')
    throw new RequestError(
      'BAD_VALUE',
      'A comma cannot be both the separator and the decimal mark; take separator=semicolon or separator=tab.',
    );
  if (escaping === 'none' && form === 'people')
    throw new RequestError(
      'BAD_VALUE',
      'escape=none is for programs: a spreadsheet would run a text such as =HYPERLINK(...). Add form=machine, or leave ' +
        'escape out.',
    );
  const isPeoples = form === 'people';
  const { bom = isPeoples, notes = isPeoples } = read.data;
  return {
    format,
    language,
    csv: { form, separator, decimal, bom, escape: escaping, notes },
    pdf: { paper, orientation },
  };
}
