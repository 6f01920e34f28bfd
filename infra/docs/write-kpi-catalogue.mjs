// Writes docs/kpi-catalogue.md from the built catalogue; tests/contract/kpi-catalogue-doc.test.ts says when it is out
// of date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogueMarkdown } from '#domain/kpi/catalogue-markdown.js';

writeFileSync(fileURLToPath(new URL('../../docs/kpi-catalogue.md', import.meta.url)), catalogueMarkdown());
