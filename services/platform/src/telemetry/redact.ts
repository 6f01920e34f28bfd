/** The text that replaces a secret. */
const REDACTED = '[redacted]';

const SECRET_NAME =
  /^(?:.*[-_.])?(?:key|code)$|authorization|cookie|passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|agent[-_]?key|private[-_]?key/i;
/** Codes of errors and faults, which are not secrets. */
const PLAIN_CODE = /^[A-Z0-9]+(?:_[A-Z0-9]+)*$|^[a-z]+(?:_[a-z]+)*$|^\d{5}$/;
const MAX_DEPTH = 8;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A header's value in running text.
  [/\b(Bearer|Basic)\s+[A-Za-z0-9\-._~+/]+=*/gi, `$1 ${REDACTED}`],
  // user:password@ of an address; the password ends at a space, a quote or a backslash.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*):[^\s"'\\]*@/gi, `$1:${REDACTED}@`],
  // A signed token.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g, REDACTED],
  // The secret of an agent's key, `<agent id>.<43 characters>`.
  [/(\b[\w-]+)\.[\w-]{43}(?![\w-])/g, `$1.${REDACTED}`],
  // name=value in an address or a message, as a query or a connection string has it.
  [
    /\b((?:[\w-]*[_-])?(?:password|passwd|pwd|secret|token|api_?key|key|cookie|authorization|mnara_session))(\s*[=:]\s*|%3D)(?!\s|\[redacted\]|Bearer\b|Basic\b)("?)[^\s&;,"'\\}]+/gi,
    `$1$2$3${REDACTED}`,
  ],
];

/**
 * The text with everything that looks like a secret replaced: tokens, keys, passwords in addresses, authorization
 * headers.
 */
export function redactText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}

const isSecretNamed = (name: string, value: unknown): boolean =>
  SECRET_NAME.test(name) && !(name === 'code' && typeof value === 'string' && PLAIN_CODE.test(value));

/** A copy of the value in which everything that has the name of a secret, or looks like one, is replaced. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1));
  const entries =
    value instanceof Map ? [...value].map(([name, one]) => [String(name), one] as const) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, one]) => [
      name,
      one !== undefined && isSecretNamed(name, one) ? REDACTED : redact(one, depth + 1),
    ]),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: redactText(message),
    ...(stack === undefined ? {} : { stack: redactText(stack) }),
    ...('code' in error && typeof error.code === 'string' ? { code: redactText(error.code) } : {}),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}
