import { z } from 'zod';
import { COMPONENTS } from './components.js';
import { FILE_TYPES } from './file-responder.js';
import { restRoute } from './rest-route.js';

const answer = z
  .object({
    exports: z.array(
      z.object({
        resource: z.string(),
        address: z.string(),
        formats: z.array(z.string()).describe('Values of the parameter format'),
      }),
    ),
  })
  .register(COMPONENTS, { id: 'Exports' });

/** Which resources can be had as files. */
export const exportsRoute = restRoute({
  name: 'exports',
  summary: 'Which resources can be had as files',
  description: `Ask with format, or with an Accept header: ${Object.values(FILE_TYPES).join(', ')}.`,
  query: z.object({}),
  answer,
  isList: false,
  respond: (_, { exports }) =>
    Promise.resolve({
      body: {
        exports: exports().map(({ resource, formats }) => ({
          resource,
          address: `/api/v1/${resource}`,
          formats: [...formats],
        })),
      },
    }),
});
