import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { type OperationsParts, operationsHandler } from '../health/operations-handler.js';
import type { Log } from '../telemetry/log.js';
import { NestLog } from '../telemetry/nest-log.js';

const nestOptions = (log: Log) => ({ logger: new NestLog(log), abortOnError: false });

/** Starts an app without a door. It writes into the given log and throws what its start throws. */
export const openApp = (module: DynamicModule, log: Log): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(module, nestOptions(log));

/**
 * Wires an app with a door, which answers /livez and /readyz (and /metrics, where they are given) before anything else.
 * The caller opens the door.
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

/** Opens the door of an app. @returns its port, chosen where 0 was given */
export async function listen(app: NestExpressApplication, port: number, host: string): Promise<number> {
  await app.listen(port, host);
  return (app.getHttpServer().address() as AddressInfo).port;
}
