import { endWithFault } from '#platform/process/end-with-fault.js';
import { runGateway } from './run-gateway.js';

process.exit(
  await Promise.resolve()
    .then(() => runGateway())
    .catch(endWithFault),
);
