import { escapeHtml } from '#platform/text/escape-html.js';

/** A simple page for mail programs: a heading, paragraphs of lines, links. It loads nothing from the network. */
export function mailHtml(
  language: string,
  [heading, ...paragraphs]: readonly (readonly string[])[],
  links: readonly (string | undefined)[],
): string {
  const known = links.filter((link) => link !== undefined);
  const lines = (paragraph: readonly string[]): string => paragraph.map((line) => linked(line, known)).join('<br>\n');
  const body = paragraphs.map((paragraph) => `<p>${lines(paragraph)}</p>`).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff">
<h1 style="font-size:20px">${lines(heading ?? [])}</h1>
${body}
</body></html>
`;
}

/** Only the message's own links become links; an address in a person's name stays text. */
function linked(line: string, links: readonly string[]): string {
  const link = links.find((one) => line.endsWith(one));
  if (link === undefined) return escapeHtml(line);
  const address = escapeHtml(link);
  return `${escapeHtml(line.slice(0, -link.length))}<a href="${address}">${address}</a>`;
}
