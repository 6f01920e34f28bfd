import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const connector = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file-drop'),
    /** Folder into which the queue system writes its files. */
    folder: z.string().min(1),
    /** Path of the mapping file. */
    mapping: z.string().min(1),
    settleSeconds: z.number().min(0).max(3600).default(2),
  }),
  z.strictObject({
    kind: z.literal('local-http'),
    port: z.int().min(0).max(65_535),
    tokenFile: z.string().min(1).optional(),
  }),
]);

const schema = z.strictObject({
  agentId: z.string().min(1).max(128),
  centreId: z.string().min(1).max(128),
  /** Address of the gateway, without a path. */
  gatewayUrl: z.url({ protocol: /^https?$/ }),
  /** File with the agent's key, mode 0600. */
  keyFile: z.string().min(1),
  /** Folder of the outbox. */
  dataDir: z.string().min(1),
  /** Days for which acknowledged events are kept, so that they can be sent again. */
  retentionDays: z.number().min(0).max(3650).default(7),
  maxOutboxBytes: z
    .int()
    .min(1_000_000)
    .default(1024 ** 3),
  /** Seconds between heartbeats; 0 for none. */
  heartbeatSeconds: z.int().min(0).max(3600).default(15),
  connectors: z.array(connector).min(1),
});

/** An agent's configuration; paths are absolute, the key is read. */
export type AgentConfig = z.infer<typeof schema> & { readonly key: string };
export type ConnectorConfig = AgentConfig['connectors'][number];

/** The configuration is invalid; the message names every fault. */
export class AgentConfigError extends Error {
  readonly code = 'bad_config';
}

/** Reads a configuration (YAML or JSON). Paths in it are relative to its own folder. @throws AgentConfigError */
export function readAgentConfig(path: string): AgentConfig {
  const parsed = schema.safeParse(readYaml(path));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'the whole file'}: ${issue.message}`,
    );
    throw new AgentConfigError(`The agent's configuration ${path} is invalid; fix these faults:\n${faults.join('\n')}`);
  }
  const at = (file: string): string => resolve(dirname(path), file);
  const config = parsed.data;
  const connectors = config.connectors.map((one): ConnectorConfig => {
    if (one.kind === 'file-drop') return { ...one, folder: at(one.folder), mapping: at(one.mapping) };
    return one.tokenFile === undefined ? one : { ...one, tokenFile: at(one.tokenFile) };
  });
  return {
    ...config,
    keyFile: at(config.keyFile),
    dataDir: at(config.dataDir),
    connectors,
    key: readSecret(at(config.keyFile), 'key'),
  };
}

/** Reads a secret from a file, without the line break at its end. @throws AgentConfigError */
export function readSecret(path: string, what: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    throw new AgentConfigError(
      `The ${what} file ${path} cannot be read ` +
        `(${error instanceof Error ? error.message : String(error)}); enrol the agent, or configure the ` +
        'right file.',
      { cause: error },
    );
  }
  throw new AgentConfigError(`The ${what} file ${path} is empty; enrol the agent, or configure the right file.`);
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
