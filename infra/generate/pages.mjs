// What is written from the program's own code: the page of the KPI catalogue and the example of the environment.
// Outside of tests they are read from dist/, so they need a build.

/** @returns {Promise<Map<string, string>>} texts by their path from the project's root */
export async function pageFiles() {
  const { catalogueMarkdown } = await import('#domain/kpi/catalogue-markdown.js');
  const { envExampleText } = await import('#local/env-example-text.js');
  return new Map([
    ['docs/kpi-catalogue.md', catalogueMarkdown()],
    ['.env.example', envExampleText()],
  ]);
}
