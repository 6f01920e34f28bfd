import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { Database } from '#platform/postgres/database.js';
import { AGENT_REGISTRY, CENTRE_DIRECTORY, POSITION_READER } from '#store/agents/agent-registry.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { PostgresPositionReader } from '#store/agents/postgres-position-reader.js';
import { AGENT_DIRECTIVE_STORE } from '#store/directives/agent-directive-store.js';
import { PostgresAgentDirectiveStore } from '#store/directives/postgres-agent-directive-store.js';
import { KnownCentres } from '#store/network/known-centres.js';
import { DirectiveRunner } from './directives/directive-runner.js';
import { EnrolmentController } from './enrolment/enrolment.controller.js';
import { AgentLinkGateway } from './link/agent-link.gateway.js';
import { BatchController } from './link/batch.controller.js';
import { Intake } from './link/intake.js';
import { INTAKE_METRICS, type IntakeMetrics } from './link/intake-metrics.js';
import { LinkSessions } from './link/link-sessions.js';
import { PrometheusIntakeMetrics } from './link/prometheus-intake-metrics.js';

/** What the gateway needs from the program that starts it. */
export interface GatewayOptions {
  readonly database: Database;
  readonly log: EventLog;
  /** The registry for the gateway's metrics; by default the gateway creates its own. */
  readonly metrics?: Registry;
}

/** Wires the gateway. The application that uses this module needs a PathWsAdapter. */
@Module({})
export class GatewayModule {
  static forRoot({ database, log, metrics = new Registry() }: GatewayOptions): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [BatchController, EnrolmentController],
      providers: [
        { provide: AGENT_REGISTRY, useValue: new PostgresAgentRegistry(database) },
        { provide: POSITION_READER, useValue: new PostgresPositionReader(database) },
        { provide: CENTRE_DIRECTORY, useValue: new KnownCentres(database) },
        { provide: AGENT_DIRECTIVE_STORE, useValue: new PostgresAgentDirectiveStore(database) },
        { provide: INTAKE_METRICS, useValue: new PrometheusIntakeMetrics(metrics) },
        { provide: Intake, useFactory: (counts: IntakeMetrics) => new Intake(log, counts), inject: [INTAKE_METRICS] },
        LinkSessions,
        AgentLinkGateway,
        DirectiveRunner,
      ],
      exports: [AGENT_REGISTRY, Intake, AgentLinkGateway],
    };
  }
}
