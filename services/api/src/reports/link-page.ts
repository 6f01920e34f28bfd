import type { Language } from '#domain/people/contact.js';
import { escapeHtml } from '#platform/text/escape-html.js';

/** A page that a link of a mail opens. */
export interface LinkPage {
  readonly language: Language;
  readonly title: string;
  readonly lines: readonly string[];
  /** A button that sends the page's own address again, as a POST. */
  readonly button?: string;
  readonly links?: readonly { readonly path: string; readonly text: string }[];
}

/** Plain HTML: it loads nothing, and needs no script and no session. */
export function linkPage({ language, title, lines, button, links = [] }: LinkPage): string {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line)}</p>`);
  const items = links.map(({ path, text }) => `<li><a href="${escapeHtml(path)}">${escapeHtml(text)}</a></li>`);
  const form =
    button === undefined ? '' : `<form method="post"><button type="submit">${escapeHtml(button)}</button></form>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1>
${paragraphs.join('\n')}
${items.length === 0 ? '' : `<ul>${items.join('')}</ul>`}
${form}</main></body></html>
`;
}
