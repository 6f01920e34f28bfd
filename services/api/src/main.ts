import { runAsProcess } from '#platform/process/run-as-process.js';
import { runApi } from './run-api.js';

await runAsProcess(() => runApi());
