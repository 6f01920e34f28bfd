import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: ReactNode;
  /** Short words after the title. */
  readonly note?: ReactNode;
  /** What stands at the end of the head: a count, a search field, buttons. */
  readonly aside?: ReactNode;
  readonly testId?: string;
  /** The data in the card is too old to be shown as current. */
  readonly isStale?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled section of a page. Its heading labels it, so that a screen reader can list and reach it. */
export function Card({ title, note, aside, testId, isStale, className, children }: CardProps) {
  const heading = useId();
  return (
    <section
      className={className === undefined ? 'card' : `card ${className}`}
      aria-labelledby={heading}
      data-testid={testId}
      data-stale={isStale}
    >
      <header className="card-head">
        <h2 id={heading}>
          {title}
          {note === undefined || note === null ? null : <small> {note}</small>}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
