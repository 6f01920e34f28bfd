import type { ChartTheme } from './chart-theme';

/** Text that cannot become markup: names come from files of other people. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The looks of what appears beside the pointer. */
export const tooltipLook = (theme: ChartTheme) => ({
  backgroundColor: theme.surface,
  borderColor: theme.line,
  textStyle: { color: theme.text, fontSize: theme.fontSize },
});
