import { endWithFault } from '#platform/process/end-with-fault.js';
import { runAlerting } from './run-alerting.js';

process.exit(
  await Promise.resolve()
    .then(() => runAlerting())
    .catch(endWithFault),
);
