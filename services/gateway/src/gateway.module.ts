import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { Database } from '#platform/postgres/database.js';
import { AgentHttpController } from './adapters/agent-http.controller.js';
import { AgentLinkGateway } from './adapters/agent-link.gateway.js';
import { DirectiveRunner } from './adapters/directive-runner.js';
import { PostgresAgentRegistry } from './adapters/postgres-agent-registry.js';
import { PostgresCentreDirectory } from './adapters/postgres-centre-directory.js';
import { PostgresDirectiveStore } from './adapters/postgres-directive-store.js';
import { PostgresPositionReader } from './adapters/postgres-position-reader.js';
import { PrometheusIntakeMetrics } from './adapters/prometheus-intake-metrics.js';
import { AGENT_REGISTRY, CENTRE_DIRECTORY, POSITION_READER } from './application/agent-registry.js';
import { DIRECTIVE_STORE } from './application/directive-store.js';
import { Intake } from './application/intake.js';
import { INTAKE_METRICS, type IntakeMetrics } from './application/intake-metrics.js';

/** What the host gives the gateway. */
export interface GatewayOptions {
  readonly database: Database;
  readonly log: EventLog;
  /** Where the gateway's metrics go; default a registry of its own. */
  readonly metrics?: Registry;
}

/** Wires the gateway. The host's application needs a PathWsAdapter. */
@Module({})
export class GatewayModule {
  static forRoot({ database, log, metrics = new Registry() }: GatewayOptions): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [AgentHttpController],
      providers: [
        { provide: AGENT_REGISTRY, useValue: new PostgresAgentRegistry(database) },
        { provide: POSITION_READER, useValue: new PostgresPositionReader(database) },
        { provide: CENTRE_DIRECTORY, useValue: new PostgresCentreDirectory(database) },
        { provide: DIRECTIVE_STORE, useValue: new PostgresDirectiveStore(database) },
        { provide: INTAKE_METRICS, useValue: new PrometheusIntakeMetrics(metrics) },
        { provide: Intake, useFactory: (counts: IntakeMetrics) => new Intake(log, counts), inject: [INTAKE_METRICS] },
        AgentLinkGateway,
        DirectiveRunner,
      ],
      exports: [AGENT_REGISTRY, Intake, AgentLinkGateway],
    };
  }
}
