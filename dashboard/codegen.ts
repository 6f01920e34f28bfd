import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Types of the screens' operations, from the API's schema. Run from the project's root: npx graphql-codegen
 * --config dashboard/codegen.ts
 */
const config: CodegenConfig = {
  schema: 'services/api/src/*/*.graphql',
  documents: ['dashboard/src/**/*.{ts,tsx}', '!dashboard/src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'dashboard/src/gql/': {
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
    },
  },
};

export default config;
