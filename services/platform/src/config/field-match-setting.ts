import { z } from 'zod';
import { readFieldMatch } from './field-match.js';
import { readWith, settings } from './read-config.js';

const WHERE = 'give path=value, like messages.0.status=accepted; separate several values with |';

/** A setting that names a field of a JSON value and the values that it must have. */
export const matchSetting = (says: string, example: string) =>
  z.string().transform(readWith(readFieldMatch, WHERE)).optional().register(settings, { says, example });
