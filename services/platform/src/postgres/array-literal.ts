/**
 * PostgreSQL array literals, so that thousands of rows travel as a few parameters of one statement (unnest). Built here because the
 * driver's own conversion walks every element through a generic path; these are measured in tests/load.
 */
export function numberArray(values: readonly (number | undefined)[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    const value = values[index];
    text += value === undefined ? 'NULL' : value;
  }
  return `${text}}`;
}

const NEEDS_ESCAPE = /["\\]/g;

/** Text with quotes and backslashes escaped; NUL, which PostgreSQL cannot store, is taken out. */
export function textArray(values: readonly (string | undefined)[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    const value = values[index];
    text += value === undefined ? 'NULL' : `"${value.replaceAll('\u0000', '').replace(NEEDS_ESCAPE, '\\$&')}"`;
  }
  return `${text}}`;
}
