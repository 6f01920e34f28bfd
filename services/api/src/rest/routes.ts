import { alertsRoute } from './alerts-route.js';
import { catalogueRoute } from './catalogue-route.js';
import { directivesRoute } from './directives-route.js';
import { exportsRoute } from './exports-route.js';
import { kpisRoute } from './kpis-route.js';
import { legsRoute } from './legs-route.js';
import { networkRoute } from './network-route.js';
import { qualityRoute } from './quality-route.js';
import { reportsRoute } from './reports-route.js';
import type { RestRoute } from './rest-route.js';

/** Every resource of /api/v1. */
export const REST_ROUTES: readonly RestRoute[] = [
  kpisRoute,
  catalogueRoute,
  networkRoute,
  legsRoute,
  alertsRoute,
  directivesRoute,
  qualityRoute,
  reportsRoute,
  exportsRoute,
];
