import { parseArgs } from 'node:util';
import { runAsProcess } from '#platform/process/run-as-process.js';
import { runStreamProcessor } from './run-stream-processor.js';

await runAsProcess(() => {
  const { values } = parseArgs({ options: { 'from-beginning': { type: 'boolean', default: false } } });
  return runStreamProcessor({ isFromBeginning: values['from-beginning'] });
});
