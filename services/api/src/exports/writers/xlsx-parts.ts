import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import type { Column } from '../export-table.js';

/** The beginning of every part. */
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** The namespace of sheets. */
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** What XML 1.0 cannot hold, and texts that look like Excel's own escape for it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;
const MARKUP = /[&<>"\r]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const NEEDS_CARE = /[&<>"\r\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x/;

/** A text inside XML, by Excel's rules: control characters as _x000B_. A half of a surrogate pair becomes U+FFFD. */
export function xmlText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll(MARKUP, (char) => ENTITIES[char] ?? char);
}

/** Number formats; the place in the list is the style's number. */
const FORMATS = [
  'General',
  'General',
  '0',
  '0.00',
  '0.00%',
  '[h]:mm:ss',
  'yyyy-mm-dd',
  'yyyy-mm-dd hh:mm',
  'yyyy-mm-dd hh:mm:ss',
] as const;
const STYLE = { plain: 0, header: 1, integer: 2, hundredths: 3, share: 4, duration: 5, date: 6, local: 7, moment: 8 };
/** The style of headers: bold on grey. */
export const HEADER_STYLE = STYLE.header;

const STYLE_OF_UNIT: Readonly<Record<KpiUnit, number>> = {
  seconds: STYLE.duration,
  count: STYLE.integer,
  share: STYLE.share,
  per_hour: STYLE.hundredths,
  stars: STYLE.hundredths,
};

/** The style of a column's cells; the value keeps its full precision. */
export function styleOf({ kind, unit }: Column): number {
  switch (kind) {
    case 'text':
    case 'boolean':
      return STYLE.plain;
    case 'number':
      return unit === undefined ? STYLE.plain : STYLE_OF_UNIT[unit];
    case 'seconds':
      return STYLE.duration;
    default:
      return STYLE[kind];
  }
}

export const STYLES_XML = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="${FORMATS.length}">${FORMATS.map(
  (format, place) => `<numFmt numFmtId="${164 + place}" formatCode="${format}"/>`,
).join('')}</numFmts><fonts count="2"><font><sz val="10"/><name val="Arial"/></font>\
<font><b/><sz val="10"/><name val="Arial"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE7EBEF"/></patternFill></fill></fills>\
<borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${FORMATS.length}">${FORMATS.map(
  (_, place) =>
    `<xf numFmtId="${place < 2 ? 0 : 164 + place}" fontId="${place === 1 ? 1 : 0}" fillId="${place === 1 ? 2 : 0}" \
borderId="0" xfId="0" applyNumberFormat="1"${place === 1 ? ' applyFont="1" applyFill="1"' : ''}/>`,
).join('')}</cellXfs></styleSheet>`;

export const ROOT_RELATIONS_XML = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" \
Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

const sheetFile = (place: number): string => `worksheets/sheet${place + 1}.xml`;
/** The path of a sheet inside the archive. */
export const sheetPath = (place: number): string => `xl/${sheetFile(place)}`;

/** The workbook's sheets by name, in order. */
export const workbookXml = (names: readonly string[]): string =>
  `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names
    .map((name, place) => `<sheet name="${xmlText(name)}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`)
    .join('')}</sheets></workbook>`;

export const workbookRelationsXml = (sheets: number): string =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${Array.from(
    { length: sheets },
    (_, place) => `<Relationship Id="rId${place + 1}" Type="${RELATIONS}/worksheet" Target="${sheetFile(place)}"/>`,
  ).join('')}<Relationship Id="rId${sheets + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/>\
<Relationship Id="rId${sheets + 2}" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`;

const OFFICE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
export const contentTypesXml = (sheets: number): string =>
  `${XML}<Types xmlns="${PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="${OFFICE}.sheet.main+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="${OFFICE}.styles+xml"/>\
<Override PartName="/xl/sharedStrings.xml" ContentType="${OFFICE}.sharedStrings+xml"/>${Array.from(
    { length: sheets },
    (_, place) => `<Override PartName="/${sheetPath(place)}" ContentType="${OFFICE}.worksheet+xml"/>`,
  ).join('')}</Types>`;

/** A1, B1 ... */
export function columnName(place: number): string {
  let name = '';
  for (let rest = place + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** What is before the rows of a sheet: a first row that stays while the others move, and columns' widths. */
export const sheetHead = (widths: readonly number[]): string =>
  `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" \
activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="13"/><cols>${widths
    .map((width, place) => `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`)
    .join('')}</cols><sheetData>`;

/** What is after the rows: a filter on every column. */
export const sheetFoot = (columns: number, rows: number, hasFilter: boolean): string =>
  `</sheetData>${hasFilter ? `<autoFilter ref="A1:${columnName(columns - 1)}${rows}"/>` : ''}</worksheet>`;
