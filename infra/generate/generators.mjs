// Everything that is generated: by `npm run generate` into the project, and by tests/contract/generated.test.ts to
// compare.
import { GRAPHQL_FOLDERS, graphqlFiles } from './graphql.mjs';
import { holidayFiles } from './holidays.mjs';
import { pageFiles } from './pages.mjs';
import { PROTO_FOLDER, protoFiles } from './proto.mjs';

export const GENERATORS = [
  { name: 'code of the contracts', files: protoFiles, folders: [PROTO_FOLDER], needsBuild: false },
  { name: 'types of the API', files: graphqlFiles, folders: GRAPHQL_FOLDERS, needsBuild: false },
  { name: 'public holidays', files: holidayFiles, folders: [], needsBuild: false },
  { name: 'pages and examples', files: pageFiles, folders: [], needsBuild: true },
];
export { graphqlFiles, holidayFiles, protoFiles };
