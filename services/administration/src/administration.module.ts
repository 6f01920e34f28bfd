import { type DynamicModule, Module } from '@nestjs/common';
import { AGENT_REGISTRY } from '#store/agents/agent-registry.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { RuleStore } from '#store/rules/rule-store.js';
import { AccountsController } from './access/accounts.controller.js';
import { TokensController } from './access/tokens.controller.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from './administration-options.js';
import { AgentsController } from './agents/agents.controller.js';
import { ReceiptsController } from './messages/receipts.controller.js';
import { NetworkController } from './network/network.controller.js';
import { PeopleController } from './people/people.controller.js';
import { RulesController } from './rules/rules.controller.js';
import { StorageController } from './verification/storage.controller.js';
import { VerificationController } from './verification/verification.controller.js';

/** The endpoints for administrators, next to an API in the same process. */
@Module({})
export class AdministrationModule {
  static forRoot(options: AdministrationOptions): DynamicModule {
    return {
      module: AdministrationModule,
      controllers: [
        NetworkController,
        AgentsController,
        StorageController,
        VerificationController,
        RulesController,
        PeopleController,
        TokensController,
        AccountsController,
        ReceiptsController,
      ],
      // The API in the same process uses the rule store.
      global: true,
      providers: [
        { provide: ADMINISTRATION_OPTIONS, useValue: options },
        { provide: AGENT_REGISTRY, useValue: new PostgresAgentRegistry(options.database) },
        { provide: RuleStore, useValue: new RuleStore(options.database) },
      ],
      exports: [RuleStore],
    };
  }
}
