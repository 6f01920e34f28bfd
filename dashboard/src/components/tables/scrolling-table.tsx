import type { ReactNode } from 'react';

interface ScrollingTableProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Room for a table that is larger than its card; keyboards reach it, so that they can scroll it. */
export function ScrollingTable({ label, className, children }: ScrollingTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
