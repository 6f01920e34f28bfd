import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { type OperationsParts, operationsHandler } from '../health/operations-handler.js';
import type { Log } from '../telemetry/log.js';
import { NestLog } from '../telemetry/nest-log.js';

const nestOptions = (log: Log) => ({ logger: new NestLog(log), abortOnError: false });

/** Starts an app that does not listen on a port. It writes to the given log and rethrows the errors of its start. */
export const openApp = (module: DynamicModule, log: Log): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(module, nestOptions(log));

/**
 * Wires an HTTP app, which answers /livez and /readyz (and /metrics, where metrics are given) before anything else. The
 * caller starts listening.
 */
export async function openHttpApp(
  module: DynamicModule,
  { log, ...parts }: OperationsParts & { readonly log: Log },
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), nestOptions(log));
  const operations = operationsHandler(parts);
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!operations(request, response)) next();
  });
  return app;
}

/** Starts listening. @returns the port, which the operating system chooses when 0 was given */
export async function listen(app: NestExpressApplication, port: number, host: string): Promise<number> {
  await app.listen(port, host);
  return (app.getHttpServer().address() as AddressInfo).port;
}
