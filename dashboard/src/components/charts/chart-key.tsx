import { type ChartPicture, keyOf } from './chart-picture';

/** Which line or bar is which; nothing where there is one. */
export function ChartKey({ content }: { readonly content: ChartPicture }) {
  const entries = keyOf(content);
  if (entries.length === 0) return null;
  return (
    <ul className="chart-key">
      {entries.map(({ name, kind, tone }) => (
        <li key={name} className={`key-${kind} tone-${tone}`}>
          <i aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
