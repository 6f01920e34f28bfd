import { type DynamicModule, Module } from '@nestjs/common';
import { PostgresAgentRegistry } from '#gateway/adapters/postgres-agent-registry.js';
import { AGENT_REGISTRY } from '#gateway/application/agent-registry.js';
import { ADMIN_OPTIONS, AdminController, type AdminOptions } from './admin.controller.js';
import { PeopleController } from './people.controller.js';
import { RulesController } from './rules.controller.js';

/** The administrator's endpoints, beside an API: in the embedded shape's process, or in that of `mnara api`. */
@Module({})
export class AdminModule {
  static forRoot(options: AdminOptions): DynamicModule {
    return {
      module: AdminModule,
      controllers: [AdminController, RulesController, PeopleController],
      providers: [
        { provide: ADMIN_OPTIONS, useValue: options },
        { provide: AGENT_REGISTRY, useValue: new PostgresAgentRegistry(options.database) },
      ],
    };
  }
}
