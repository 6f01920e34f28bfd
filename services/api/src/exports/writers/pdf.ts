import type { ExportTable, NoteLine } from '../export-table.js';
import { PdfPages } from './pdf-pages.js';
import type { PdfPaper } from './pdf-paper.js';
import { PdfTable, type PdfTableWords } from './pdf-table.js';

/** Texts of a PDF, in the file's language. */
export interface PdfWords extends PdfTableWords {
  readonly notes: string;
  readonly definitions: string;
  /** "rows {from}-{to} of {all}" */
  readonly rows: string;
  /** "page {n} of": the number of all pages follows it */
  readonly page: string;
}

export interface PdfOptions extends PdfPaper {
  readonly words: PdfWords;
  /** A chart as SVG, before the table. */
  readonly chart?: string;
}

/** A part of a document, from top to bottom. */
export type PdfPart =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'notes'; readonly lines: () => readonly NoteLine[] }
  | { readonly kind: 'chart'; readonly svg: string; readonly height: number }
  | { readonly kind: 'table'; readonly table: ExportTable }
  | { readonly kind: 'page' };

const CHART_HEIGHT = 210;

function drawNotes(pages: PdfPages, lines: readonly NoteLine[]): void {
  const size = 7.5;
  const indent = Math.min(140, pages.width / 3);
  for (const { label, value } of lines) {
    const texts = pages.lines(value, pages.width - indent, size);
    for (const [place, text] of texts.entries()) {
      if (pages.room < size * 1.4) pages.nextPage();
      if (place === 0) pages.put(label, pages.left, pages.y, size, 'bold');
      pages.put(text, pages.left + indent, pages.y, size);
      pages.y += size * 1.35;
    }
  }
}

/**
 * A document of several parts, as pages that leave the program while further ones are made. Every page has its number,
 * says of how many, and which rows of its table it shows.
 */
export async function* writePdfDocument(
  title: string,
  parts: readonly PdfPart[],
  { paper, orientation, words }: PdfPaper & { readonly words: PdfWords },
): AsyncGenerator<Uint8Array, void> {
  let current: PdfTable | undefined;
  const footer = (page: number): string => {
    const number = words.page.replace('{n}', String(page));
    if (current === undefined || current.lastPage !== page) return `${title} · ${number}`;
    const { firstOfPage, drawn, table } = current;
    const [from, to, all] = [firstOfPage, drawn, table.rowCount].map(String) as [string, string, string];
    return `${title} · ${words.rows.replace('{from}', from).replace('{to}', to).replace('{all}', all)} · ${number}`;
  };
  const pages = await PdfPages.open({ paper, orientation }, title, footer);
  const draw = async (part: PdfPart): Promise<void> => {
    switch (part.kind) {
      case 'heading':
        return pages.heading(part.text);
      case 'paragraph':
        return pages.paragraph(part.text);
      case 'notes':
        return drawNotes(pages, part.lines());
      case 'chart':
        return pages.chart(part.svg, part.height);
      case 'page':
        return pages.nextPage();
      case 'table':
        current = new PdfTable(pages, part.table, words);
        return current.draw();
    }
  };
  yield* pages.bytes(async () => {
    pages.heading(title, 14);
    for (const part of parts) {
      await draw(part);
      await pages.rest();
    }
  });
}

/** One table as a PDF: notes, chart, table, what is known after it, and definitions. */
export function writePdf(table: ExportTable, options: PdfOptions): AsyncGenerator<Uint8Array, void> {
  const { words, chart } = options;
  const definitions = table.definitions.map(
    ({ id, name, definition }): NoteLine => ({ key: id, label: name, value: `${id}: ${definition}` }),
  );
  const parts: readonly PdfPart[] = [
    { kind: 'notes', lines: () => table.notes },
    ...(chart === undefined ? [] : [{ kind: 'chart', svg: chart, height: CHART_HEIGHT } as const]),
    { kind: 'paragraph', text: '' },
    { kind: 'table', table },
    { kind: 'paragraph', text: '' },
    { kind: 'notes', lines: () => table.trailer() },
    { kind: 'heading', text: words.definitions },
    { kind: 'notes', lines: () => definitions },
  ];
  return writePdfDocument(table.title, parts, options);
}
