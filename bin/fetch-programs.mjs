#!/usr/bin/env node
// Downloads what tests with real servers need, once: TimescaleDB and Kafka. When this machine cannot, it says why; the
// tests that need them are then skipped.
import { ROOT } from './prepare.mjs';

const report = (text) => process.stdout.write(`${text}\n`);
const stack = new URL('dist/services/local/src/stack/', `file://${ROOT}/`);
const { fetchTimescale } = await import(new URL('fetch-timescale.js', stack).href);
const { fetchKafka } = await import(new URL('fetch-kafka.js', stack).href);
const found = await Promise.allSettled([fetchTimescale(report), fetchKafka(report)]);
for (const { reason } of found) if (reason !== undefined) report(String(reason));
