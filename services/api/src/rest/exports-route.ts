import { z } from 'zod';
import { FILE_FORMATS } from '../exports/export-limits.js';
import { FILE_KINDS } from '../exports/file-question.js';
import { MEDIA_TYPES } from '../exports/make-file.js';
import { COMPONENTS } from './components.js';
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
  description: `Ask with format, or with an Accept header: ${FILE_FORMATS.map((format) => MEDIA_TYPES[format]).join(', ')}.`,
  query: z.object({}),
  answer,
  isList: false,
  respond: () =>
    Promise.resolve({
      body: {
        exports: FILE_KINDS.map((resource) => ({
          resource,
          address: `/api/v1/${resource}`,
          formats: [...FILE_FORMATS],
        })),
      },
    }),
});
