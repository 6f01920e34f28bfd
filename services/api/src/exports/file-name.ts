import type { FileFormat } from './export-limits.js';

const safe = (text: string): string => text.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '');
/** A date, or a date and time where the period does not begin at midnight; colons are not allowed in file names. */
const day = (local: string): string =>
  local.endsWith('T00:00:00') || local.length === 10 ? local.slice(0, 10) : local.slice(0, 16).replace(':', '-');

/** The last day of a period whose end is exclusive, as people say it. */
function lastDay(to: string): string {
  if (!(to.endsWith('T00:00:00') || to.length === 10)) return day(to);
  return new Date(Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/**
 * mnara-legs-2026-11-01--2026-11-30.csv: the name holds the period by the local clock, its last day included, never the
 * time of making.
 */
export function fileName(kind: string, period: { from: string; to: string } | undefined, format: FileFormat): string {
  if (period === undefined) return `mnara-${safe(kind)}.${format}`;
  const [from, to] = [day(period.from), lastDay(period.to)];
  return `mnara-${safe(kind)}-${from === to ? from : `${from}--${to}`}.${format}`;
}

/** RFC 6266: an ASCII name for old clients, and the whole name by RFC 5987. */
export function contentDisposition(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
