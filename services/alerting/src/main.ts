import { runAsProcess } from '#platform/process/run-as-process.js';
import { runAlerting } from './run-alerting.js';

await runAsProcess(() => runAlerting());
