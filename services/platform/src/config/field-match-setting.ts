import { z } from 'zod';
import { readFieldMatch } from './field-match.js';
import { readWith, settings } from './read-config.js';

const WHERE = 'give path=value, like messages.0.status=accepted; several values with | between them';

/** A setting that names a field of a JSON value and what it has to say. */
export const matchSetting = (says: string, example: string) =>
  z.string().transform(readWith(readFieldMatch, WHERE)).optional().register(settings, { says, example });
