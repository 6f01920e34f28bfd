import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogueMarkdown } from '#domain/kpi/catalogue-markdown.js';

const PAGE = fileURLToPath(new URL('../../docs/kpi-catalogue.md', import.meta.url));

test('docs/kpi-catalogue.md says what the catalogue says; if not: build, then node infra/docs/write-kpi-catalogue.mjs', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(catalogueMarkdown());
});
