import { z } from 'zod';

/** Schemas that have a name in the OpenAPI document. */
export const COMPONENTS = z.registry<{ readonly id: string }>();
