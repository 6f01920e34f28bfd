import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AgentConfigError } from './agent-config-error.js';
import type { ConfiguredConnector, PathSchema } from './connectors/connector-kind.js';
import { connectorSchema } from './connectors/connector-kinds.js';
import { readSecret } from './read-secret.js';

function differentNames(connectors: readonly ConfiguredConnector[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { name }] of connectors.entries()) {
    if (name !== undefined && seen.has(name))
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `another connector has the name ${name}; a checkpoint belongs to a name, so give each its own`,
      });
    if (name !== undefined) seen.add(name);
  }
}

/** @param path a path of the file, made absolute */
const schema = (path: PathSchema) =>
  z.strictObject({
    agentId: z.string().min(1).max(128),
    centreId: z.string().min(1).max(128),
    /** Address of the gateway, without a path. */
    gatewayUrl: z.url({ protocol: /^https?$/ }),
    /** File with the agent's key, mode 0600. */
    keyFile: path,
    /** Folder of the outbox. */
    dataDir: path,
    /** The key of pseudonyms, the same file in every agent of the centre; default: pseudonym.key in dataDir. */
    pseudonymKeyFile: path.optional(),
    /** Days for which acknowledged events are kept, so that they can be sent again. */
    retentionDays: z.number().min(0).max(3650).default(7),
    maxOutboxBytes: z
      .int()
      .min(1_000_000)
      .default(1024 ** 3),
    /** Seconds between heartbeats; 0 for none. */
    heartbeatSeconds: z.int().min(0).max(3600).default(15),
    connectors: z.array(connectorSchema(path)).min(1).superRefine(differentNames),
  });

/** What an agent's file says; paths are absolute. */
export type AgentSettings = z.output<ReturnType<typeof schema>>;

/** An agent's configuration, with its key. */
export type AgentConfig = AgentSettings & { readonly key: string };

/** Reads a configuration (YAML or JSON). Paths in it are relative to its own folder. @throws AgentConfigError */
export function readAgentConfig(path: string): AgentConfig {
  const settings = readAgentSettings(path);
  return { ...settings, key: readSecret(settings.keyFile, 'key') };
}

/** Reads a configuration of an agent that need not be enrolled yet. @throws AgentConfigError */
export function readAgentSettings(path: string): AgentSettings {
  const absolute = z
    .string()
    .min(1)
    .transform((file) => resolve(dirname(path), file));
  const parsed = schema(absolute).safeParse(readYaml(path));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'the whole file'}: ${issue.message}`,
    );
    throw new AgentConfigError(`The agent's configuration ${path} is invalid; fix these faults:\n${faults.join('\n')}`);
  }
  return parsed.data;
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AgentConfigError(
      `The agent's configuration ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      { cause: error },
    );
  }
}
