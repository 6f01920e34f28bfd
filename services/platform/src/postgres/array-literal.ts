/**
 * PostgreSQL array literals, so that thousands of rows are sent as a few parameters of one statement (unnest). The
 * driver's own conversion is slower, because it handles every element generically; tests/load measures both.
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

/** Text with quotes and backslashes escaped; NUL, which PostgreSQL cannot store, is removed. */
export function textArray(values: readonly (string | undefined)[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    const value = values[index];
    text += value === undefined ? 'NULL' : `"${value.replaceAll('\u0000', '').replace(NEEDS_ESCAPE, '\\$&')}"`;
  }
  return `${text}}`;
}
