/** The placeholders of a gateway's address, headers and body. */
const TEMPLATE_WORDS = ['to', 'text', 'from', 'key', 'secret'] as const;
export type TemplateValues = Readonly<Record<(typeof TEMPLATE_WORDS)[number], string>>;

const WORD = /\{([a-z]+)\}/g;

/** Names the placeholders that a template cannot use, and those that it can; undefined: none is wrong. */
export function faultOfTemplate(template: string): string | undefined {
  const known: readonly string[] = TEMPLATE_WORDS;
  const unknown = [...template.matchAll(WORD)].map(([, word]) => word ?? '').filter((word) => !known.includes(word));
  if (unknown.length === 0) return undefined;
  return `{${unknown.join('}, {')}} is not a known placeholder; use ${TEMPLATE_WORDS.map((word) => `{${word}}`).join(', ')}.`;
}

/** Fills in the values; each value is escaped first, and placeholders inside values are not replaced. */
export const fillTemplate = (template: string, values: TemplateValues, escaped: (value: string) => string): string =>
  template.replaceAll(WORD, (whole, word: string) =>
    Object.hasOwn(values, word) ? escaped(values[word as keyof TemplateValues]) : whole,
  );

/** Escapes a value for the inside of a JSON string. */
export const escapeJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Escapes a value for forms and addresses. */
export const escapeForm = (value: string): string => encodeURIComponent(value);

/** Reduces a value to what a header can hold: printable ASCII without line breaks. */
export const escapeHeader = (value: string): string => value.replaceAll(/[^\x20-\x7e]/g, '');
