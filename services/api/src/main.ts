import { endWithFault } from '#platform/process/end-with-fault.js';
import { runApi } from './run-api.js';

process.exit(
  await Promise.resolve()
    .then(() => runApi())
    .catch(endWithFault),
);
