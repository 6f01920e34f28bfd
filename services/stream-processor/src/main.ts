import { endWithFault } from '#platform/process/end-with-fault.js';
import { runStreamProcessor } from './run-stream-processor.js';

process.exit(
  await Promise.resolve()
    .then(() => runStreamProcessor())
    .catch(endWithFault),
);
