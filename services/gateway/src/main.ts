import { runAsProcess } from '#platform/process/run-as-process.js';
import { runGateway } from './run-gateway.js';

await runAsProcess(() => runGateway());
