// The types of the API's schema: for the screens' operations, and for the resolvers.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const SCREENS = {
  documents: ['dashboard/src/**/*.{ts,tsx}', '!dashboard/src/gql/**'],
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: 'string',
    enumsAsTypes: true,
    useTypeImports: true,
    strictScalars: true,
    scalars: { Millis: 'number', ID: { input: 'string', output: 'string' } },
    skipTypename: false,
  },
};

const RESOLVERS = { plugins: ['./infra/generate/graphql-views.mjs'] };

/** Folders that hold nothing but what is generated here. */
export const GRAPHQL_FOLDERS = ['dashboard/src/gql', 'services/api/src/gql'];

/**
 * @param {string} schema files of the schema, or its text
 * @returns {Promise<Map<string, string>>} texts by their path from the project's root
 */
export async function graphqlFiles(schema = 'services/api/src/*/*.graphql') {
  const config = {
    cwd: ROOT,
    schema,
    silent: true,
    ignoreNoDocuments: true,
    generates: { 'dashboard/src/gql/': SCREENS, 'services/api/src/gql/schema-types.ts': RESOLVERS },
  };
  const files = await generate(config, false);
  return new Map(files.map(({ filename, content }) => [filename, content]));
}
