import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PDF_MARGIN, type PdfPaper } from './pdf-paper.js';

export type FontName = 'regular' | 'bold';

/** Noto Sans: one file has the letters of English, Swahili, Kazakh and Russian. */
const FONTS: Readonly<Record<FontName, string>> = {
  regular: font('400Regular/NotoSans_400Regular.ttf'),
  bold: font('700Bold/NotoSans_700Bold.ttf'),
};
function font(path: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans/${path}`));
}

/** What the library does not export: the current font, which encodes its letters as numbers of its own. */
interface DrawnFont {
  readonly id: string;
  ref(): PDFKit.PDFKitReference;
  encode(text: string): readonly [glyphs: readonly string[], ...rest: unknown[]];
}

/**
 * A place on every page that is filled at the end of the document with the number of its pages: pages leave the program
 * before that is known.
 */
class TotalPages {
  readonly #form: PDFKit.PDFKitReference;
  readonly #resources = { Font: {} as Record<string, PDFKit.PDFKitReference> };

  constructor(readonly document: PDFKit.PDFDocument) {
    this.#form = document.ref({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, -FOOTER_SIZE, 10 * FOOTER_SIZE, 2 * FOOTER_SIZE],
      Resources: this.#resources,
    });
  }

  /** Shows the number on the current page. @param y of the top of its line */
  put(x: number, y: number): void {
    const { page } = this.document as unknown as { page: { xobjects: Record<string, unknown> } };
    page.xobjects['TotalPages'] = this.#form;
    // The library turns pages upside down.
    this.document.addContent(`q 1 0 0 -1 ${x.toFixed(2)} ${(y + FOOTER_SIZE).toFixed(2)} cm /TotalPages Do Q`);
  }

  /** Fills in the number, in the font that the footer has. */
  end(pages: number): void {
    const { _font: font } = this.document as unknown as { _font: DrawnFont };
    this.#resources.Font[font.id] = font.ref();
    const [glyphs] = font.encode(String(pages));
    this.#form.end(`BT /${font.id} ${FOOTER_SIZE} Tf <${glyphs.join('')}> Tj ET`);
  }
}

/** Letters with their accents stay together. */
const SEGMENTER = new Intl.Segmenter();
const FOOTER = 22;
const FOOTER_SIZE = 7;
/** Bytes that may wait for the reader before more pages are made. */
const AHEAD_BYTES = 512 * 1024;

/** A text that a page can show on one line: no control characters, no marks that turn the direction. */
const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** Pages of a document that leave the program while further ones are made. Lengths are points (1/72 inch). */
export class PdfPages {
  readonly left = PDF_MARGIN;
  y = PDF_MARGIN;
  /** Number of the current page. */
  page = 1;
  #isFooted = false;
  #widths = new Map<string, number>();
  readonly #total: TotalPages;

  private constructor(
    readonly document: PDFKit.PDFDocument,
    readonly svgToPdf: typeof import('svg-to-pdfkit'),
    /** The footer of a page, by its number; the number of all pages follows it. */
    readonly footer: (page: number) => string,
  ) {
    this.#total = new TotalPages(document);
  }

  /** The libraries are loaded here, at the first PDF. */
  static async open({ paper, orientation }: PdfPaper, title: string, footer: (page: number) => string) {
    const [{ default: Document }, { default: svgToPdf }] = await Promise.all([
      import('pdfkit'),
      import('svg-to-pdfkit'),
    ]);
    const document = new Document({
      size: paper === 'a3' ? 'A3' : 'A4',
      layout: orientation,
      margin: 0,
      // None at first: the library would open a registered font of the same name again at every text.
      font: '',
      info: { Title: onOneLine(title), Creator: 'Mnara' },
    });
    for (const [name, path] of Object.entries(FONTS)) document.registerFont(name, path);
    return new PdfPages(document, svgToPdf, footer);
  }

  /** Width between the margins. */
  get width(): number {
    return this.document.page.width - 2 * PDF_MARGIN;
  }

  /** What is left of the page. */
  get room(): number {
    return this.document.page.height - PDF_MARGIN - FOOTER - this.y;
  }

  /** Width of a text; those of short texts are remembered. */
  widthOf(text: string, size: number, name: FontName = 'regular'): number {
    const key = `${name}${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known * size;
    const width = this.document.font(name, 100).widthOfString(text) / 100;
    if (this.#widths.size > 20_000) this.#widths.clear();
    if (text.length < 60) this.#widths.set(key, width);
    return width * size;
  }

  /** The lines of a text in a column, broken at spaces, and inside words that are wider than it. */
  lines(text: string, width: number, size: number, name: FontName = 'regular'): readonly string[] {
    const found: string[] = [];
    for (const paragraph of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
      const whole = onOneLine(paragraph);
      if (this.widthOf(whole, size, name) <= width) {
        found.push(whole);
        continue;
      }
      let line = '';
      for (const word of whole.split(' ').flatMap((one) => this.#pieces(one, width, size, name))) {
        const longer = line === '' ? word : `${line} ${word}`;
        if (line !== '' && this.widthOf(longer, size, name) > width) {
          found.push(line);
          line = word;
        } else line = longer;
      }
      found.push(line);
    }
    return found;
  }

  #pieces(word: string, width: number, size: number, name: FontName): readonly string[] {
    if (this.widthOf(word, size, name) <= width) return [word];
    const pieces: string[] = [];
    let piece = '';
    for (const { segment } of SEGMENTER.segment(word)) {
      if (piece !== '' && this.widthOf(piece + segment, size, name) > width) {
        pieces.push(piece);
        piece = '';
      }
      piece += segment;
    }
    return [...pieces, piece];
  }

  /** Writes one line of text at a place. */
  put(text: string, x: number, y: number, size: number, name: FontName = 'regular'): void {
    if (text === '') return;
    this.document.font(name, size).text(text, x, y, { lineBreak: false });
  }

  /** A paragraph over the whole width, on as many pages as it needs. */
  paragraph(text: string, size = 9, name: FontName = 'regular'): void {
    for (const line of this.lines(text, this.width, size, name)) {
      if (this.room < size * 1.4) this.nextPage();
      this.put(line, this.left, this.y, size, name);
      this.y += size * 1.4;
    }
  }

  /** A line that names what follows; it is never the last of a page. */
  heading(text: string, size = 12): void {
    if (this.room < size * 4) this.nextPage();
    this.y += size * 0.5;
    this.paragraph(text, size, 'bold');
    this.y += size * 0.3;
  }

  /** A picture of ECharts as lines and selectable text. @param height of the picture, at most a page */
  chart(svg: string, height: number): void {
    if (this.room < height) this.nextPage();
    const fontCallback = (_family: string, isBold: boolean): FontName => (isBold ? 'bold' : 'regular');
    this.document.save();
    this.svgToPdf(this.document as never, svg, this.left, this.y, { width: this.width, height, fontCallback });
    this.document.restore();
    this.document.fillColor('black');
    this.y += height;
  }

  nextPage(): void {
    this.#foot();
    this.document.addPage();
    this.page += 1;
    this.#isFooted = false;
    this.y = PDF_MARGIN;
  }

  #foot(): void {
    if (this.#isFooted) return;
    this.#isFooted = true;
    const text = `${onOneLine(this.footer(this.page))} `;
    const y = this.document.page.height - PDF_MARGIN;
    this.put(text, this.left, y, FOOTER_SIZE);
    this.#total.put(this.left + this.widthOf(text, FOOTER_SIZE), y);
  }

  /** Lets the event loop turn, and waits while the reader has not taken what was made. */
  async rest(): Promise<void> {
    await nextTurn();
    while (this.document.readableLength > AHEAD_BYTES && !this.document.destroyed) await once(this.document, 'taken');
    if (this.document.destroyed) throw new Error('The reader of the document has left.');
  }

  /** The bytes, while `draw` makes the pages. Ends the document when it resolves; a failure of it is thrown here. */
  async *bytes(draw: () => Promise<void>): AsyncGenerator<Uint8Array, void> {
    const { document } = this;
    const drawn = draw()
      .then(() => {
        this.#foot();
        this.#total.end(this.page);
        document.end();
      })
      .catch((error: unknown) => document.destroy(error instanceof Error ? error : new Error(String(error))));
    try {
      for await (const chunk of document as AsyncIterable<Buffer>) {
        document.emit('taken');
        yield chunk;
      }
    } finally {
      document.destroy();
      document.emit('taken');
      await drawn;
    }
  }
}
