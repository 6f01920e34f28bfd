// What is written from the program's own code: the page of the KPI catalogue, the example of the environment
// and the descriptions of the REST API and of the topics.
// Outside of tests they are read from dist/, so they need a build.
import { asyncApiText } from './asyncapi.mjs';

/** @returns {Promise<Map<string, string>>} texts by their path from the project's root */
export async function pageFiles() {
  const { catalogueMarkdown } = await import('#domain/kpi/catalogue-markdown.js');
  const { openApi } = await import('#api/rest/openapi.js');
  const { REST_ROUTES } = await import('#api/rest/routes.js');
  const { VERSION } = await import('#platform/version.js');
  const { envExampleText } = await import('#local/env-example-text.js');
  return new Map([
    ['docs/kpi-catalogue.md', catalogueMarkdown()],
    ['.env.example', envExampleText()],
    ['docs/asyncapi.yaml', await asyncApiText()],
    ['docs/openapi.json', `${JSON.stringify(openApi(REST_ROUTES, VERSION), null, 2)}\n`],
  ]);
}
