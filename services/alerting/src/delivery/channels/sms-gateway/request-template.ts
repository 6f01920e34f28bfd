/** What stands for what in a gateway's address, headers and body. */
export const TEMPLATE_WORDS = ['to', 'text', 'from', 'key', 'secret'] as const;
export type TemplateValues = Readonly<Record<(typeof TEMPLATE_WORDS)[number], string>>;

const WORD = /\{([a-z]+)\}/g;

/** Names what a template cannot use, with the mend. */
export function faultOfTemplate(template: string): string | undefined {
  const known: readonly string[] = TEMPLATE_WORDS;
  const unknown = [...template.matchAll(WORD)].map(([, word]) => word ?? '').filter((word) => !known.includes(word));
  if (unknown.length === 0) return undefined;
  return `{${unknown.join('}, {')}} stands for nothing; use ${TEMPLATE_WORDS.map((word) => `{${word}}`).join(', ')}.`;
}

/** Puts the values in; each is escaped first, and never looked at again. */
export const fillTemplate = (template: string, values: TemplateValues, escaped: (value: string) => string): string =>
  template.replaceAll(WORD, (whole, word: string) =>
    Object.hasOwn(values, word) ? escaped(values[word as keyof TemplateValues]) : whole,
  );

/** For the inside of a JSON text. */
export const escapeJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** For forms and addresses. */
export const escapeForm = (value: string): string => encodeURIComponent(value);

/** For a header: printable ASCII without line breaks. */
export const escapeHeader = (value: string): string => value.replaceAll(/[^\x20-\x7e]/g, '');
