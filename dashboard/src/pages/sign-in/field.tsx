import { type InputHTMLAttributes, useId } from 'react';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string;
  /** What is expected, below the field. */
  readonly hint?: string;
  readonly onText: (text: string) => void;
}

/** A labelled line of text. */
export function Field({ label, hint, onText, ...input }: FieldProps) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onText(event.target.value)}
        {...input}
      />
      {hint === undefined ? null : <small id={`${id}-hint`}>{hint}</small>}
    </p>
  );
}
