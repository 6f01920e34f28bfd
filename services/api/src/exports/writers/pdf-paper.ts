/** Paper and how it lies. */
export interface PdfPaper {
  readonly paper: 'a4' | 'a3';
  readonly orientation: 'portrait' | 'landscape';
}

/** Points (1/72 inch) on each side of a page. */
export const PDF_MARGIN = 36;
/** Points between columns. */
export const COLUMN_GAP = 4;
/** Points that the narrowest column needs at the smallest size. */
export const NARROWEST_COLUMN = 22;

const WIDTHS = { a4: { portrait: 595, landscape: 841 }, a3: { portrait: 841, landscape: 1190 } } as const;

/** How many columns a page can hold. */
export const columnsOnPaper = ({ paper, orientation }: PdfPaper): number =>
  Math.floor((WIDTHS[paper][orientation] - 2 * PDF_MARGIN) / (NARROWEST_COLUMN + COLUMN_GAP));
