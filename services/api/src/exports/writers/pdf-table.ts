import { Pace } from '#platform/timing/pace.js';
import { peoplesText, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, Row } from '../export-table.js';
import type { PdfPages } from './pdf-pages.js';
import { COLUMN_GAP, NARROWEST_COLUMN } from './pdf-paper.js';

const SIZES = [8, 7, 6, 5, 4.5] as const;
const SMALLEST = 4.5;
/** A text that has more lines is cut, which its last line says. */
const MAX_LINES = 30;
/** Rows that the widths are measured by. */
const MEASURED_ROWS = 200;
/** Characters of a text that the widths are measured by; a longer one has several lines. */
const MEASURED_CHARACTERS = 120;
/** Characters of a text that are laid out at all. */
const MAX_CHARACTERS = 4_000;

interface Placed {
  readonly column: Column;
  /** Place of the cell in a row. */
  readonly from: number;
  readonly isNumber: boolean;
  /** Place of the cell that says why this one is empty. */
  readonly statusFrom: number;
  width: number;
}

/** Texts of a table on pages. */
export interface PdfTableWords {
  readonly noData: string;
  /** In the place of a figure of too few legs. */
  readonly hidden: string;
  /** After a text that was cut: "{n} characters". */
  readonly cut: string;
}

const isNumber = ({ kind }: Column): boolean => ['integer', 'number', 'share', 'seconds'].includes(kind);

/** A figure as people read it on paper: shares as percent, the rest as in every other file for people. */
function paperText(value: Cell, column: Column, zone: string): string {
  const isShare = column.kind === 'share' || column.unit === 'share';
  if (typeof value === 'number' && isShare) return `${(value * 100).toFixed(2)} %`;
  return peoplesText(value, column, zone);
}

/** Draws a table: columns as wide as what is in them, longer texts on several lines, the header on every page. */
export class PdfTable {
  readonly #columns: readonly Placed[];
  readonly #zone: (row: Row) => string;
  #size: number = SMALLEST;
  /** Rows that are on pages. */
  drawn = 0;
  /** The first row of the current page, 1-based. */
  firstOfPage = 1;
  /** The page of the last row. */
  lastPage = 0;

  constructor(
    readonly pages: PdfPages,
    readonly table: ExportTable,
    readonly words: PdfTableWords,
  ) {
    this.#zone = zoneReader(table);
    this.#columns = table.columns
      .map((column, from) => ({
        column,
        from,
        isNumber: isNumber(column),
        statusFrom: table.columns.findIndex(({ key }) => key === column.statusKey),
        width: 0,
      }))
      .filter(({ column }) => column.isDetail !== true);
  }

  /** Draws all rows. */
  async draw(): Promise<void> {
    const pace = new Pace();
    for await (const batch of this.table.rows) {
      if (this.drawn === 0) this.#measure(batch.slice(0, MEASURED_ROWS));
      for (const row of batch) {
        this.#row(row);
        if (pace.isDue(this.#columns.length * 8)) await this.pages.rest();
      }
      await this.pages.rest();
    }
    if (this.drawn > 0) return;
    this.#measure([]);
    this.#header();
  }

  #textOf(row: Row, { column, from, statusFrom }: Placed): string {
    if (row[from] === null && row[statusFrom] === 'suppressed') return this.words.hidden;
    if (row[from] === null && row[statusFrom] === 'no_data') return this.words.noData;
    return paperText(row[from] ?? null, column, this.#zone(row));
  }

  /** The largest size at which every column has its natural width; else the smallest, with narrower columns. */
  #measure(rows: readonly Row[]): void {
    const { pages } = this;
    const room = pages.width - COLUMN_GAP * this.#columns.length;
    const most = room / 3;
    const natural = this.#columns.map((placed) => {
      const words = placed.column.label.split(' ').map((word) => pages.widthOf(word, 1, 'bold'));
      const cells = rows.map((row) => pages.widthOf(this.#textOf(row, placed).slice(0, MEASURED_CHARACTERS), 1));
      return Math.max(...words, ...cells, 1) * 1.02;
    });
    const sum = (size: number): number => natural.reduce((all, width) => all + Math.min(width * size, most), 0);
    this.#size = SIZES.find((size) => sum(size) <= room) ?? SMALLEST;
    const needed = sum(this.#size);
    for (const [place, placed] of this.#columns.entries()) {
      const width = Math.min((natural[place] ?? 1) * this.#size, most);
      // Rows further down may be wider than those that were measured.
      placed.width =
        needed <= room ? width * (room / needed) : NARROWEST_COLUMN + share(width, needed, room, natural.length);
    }
    this.#header();
  }

  #header(): void {
    const { pages } = this;
    const cells = this.#columns.map(({ column, width }) => pages.lines(column.label, width, this.#size, 'bold'));
    const height = this.#height(Math.max(1, ...cells.map((lines) => lines.length)));
    if (pages.room < height * 3) pages.nextPage();
    const { left, width } = pages;
    pages.document.rect(left, pages.y, width, height).fill('#e7ebef').fillColor('black');
    this.#lines(cells, 'bold');
    pages.y += height;
    this.firstOfPage = this.drawn + 1;
  }

  #row(row: Row): void {
    const { pages } = this;
    const cells = this.#columns.map((placed) => this.#cellLines(this.#textOf(row, placed), placed.width));
    const height = this.#height(Math.max(1, ...cells.map((lines) => lines.length)));
    if (pages.room < height) {
      pages.nextPage();
      this.#header();
    }
    this.#lines(cells, 'regular');
    pages.y += height;
    this.drawn += 1;
    this.lastPage = pages.page;
    const { left, width } = pages;
    pages.document
      .moveTo(left, pages.y)
      .lineTo(left + width, pages.y)
      .lineWidth(0.2)
      .stroke('#c3cad1');
  }

  #cellLines(text: string, width: number): readonly string[] {
    const lines = this.pages.lines(text.slice(0, MAX_CHARACTERS), width, this.#size);
    if (lines.length <= MAX_LINES && text.length <= MAX_CHARACTERS) return lines;
    const note = this.words.cut.replace('{n}', String(text.length));
    return [...lines.slice(0, MAX_LINES - 3), ...this.pages.lines(`[${note}]`, width, this.#size).slice(0, 3)];
  }

  #lines(cells: readonly (readonly string[])[], font: 'regular' | 'bold'): void {
    const { pages } = this;
    let x = pages.left;
    for (const [place, { isNumber: isRight, width }] of this.#columns.entries()) {
      for (const [line, text] of (cells[place] ?? []).entries()) {
        const indent = isRight ? width - pages.widthOf(text, this.#size, font) : 0;
        pages.put(
          text,
          x + COLUMN_GAP / 2 + indent,
          pages.y + COLUMN_GAP / 2 + line * this.#size * 1.25,
          this.#size,
          font,
        );
      }
      x += width + COLUMN_GAP;
    }
  }

  #height(lines: number): number {
    return lines * this.#size * 1.25 + COLUMN_GAP;
  }
}

/** What a column gets above the narrowest width, where not all can be as wide as they need. */
const share = (width: number, needed: number, room: number, columns: number): number =>
  Math.max(0, ((room - NARROWEST_COLUMN * columns) * width) / needed);
