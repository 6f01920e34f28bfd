import { type DynamicModule, Module } from '@nestjs/common';
import { AGENT_REGISTRY } from '#store/agents/agent-registry.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { RULE_STORE } from '#store/rules/rule-store.js';
import { TokensController } from './access/tokens.controller.js';
import { ADMIN_OPTIONS, AdminController, type AdminOptions } from './admin.controller.js';
import { ReceiptsController } from './messages/receipts.controller.js';
import { PeopleController } from './people/people.controller.js';
import { ruleStore } from './rules/rule-store.js';
import { RulesController } from './rules/rules.controller.js';

/** The administrator's endpoints, beside an API: in the embedded shape's process, or in that of `mnara api`. */
@Module({})
export class AdminModule {
  static forRoot(options: AdminOptions): DynamicModule {
    return {
      module: AdminModule,
      controllers: [AdminController, RulesController, PeopleController, TokensController, ReceiptsController],
      // The API beside it asks for the rules.
      global: true,
      providers: [
        { provide: ADMIN_OPTIONS, useValue: options },
        { provide: AGENT_REGISTRY, useValue: new PostgresAgentRegistry(options.database) },
        { provide: RULE_STORE, useValue: ruleStore(options.database) },
      ],
      exports: [RULE_STORE],
    };
  }
}
