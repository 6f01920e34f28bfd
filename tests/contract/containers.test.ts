import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { DCLinter } from 'dclint';
import dockerfile from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertingSchema } from '#alerting/environment.js';
import { apiSchema } from '#api/environment.js';
import { gatewaySchema } from '#gateway/environment.js';
import { type ConfigSchema, readConfig, settings } from '#platform/config/read-config.js';
import { processorSchema } from '#stream-processor/environment.js';
import { ROOT } from '../_support/mnara.js';
import { renderChart } from '../_support/render-chart.js';

/** Checks everything that can be checked without a container engine and without Kubernetes. */
const SCHEMAS: Readonly<Record<string, ConfigSchema>> = {
  gateway: gatewaySchema,
  processor: processorSchema,
  alerting: alertingSchema,
  api: apiSchema,
};
const STAND_INS: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://somebody:a-long-secret@db/mnara',
  MNARA_SESSION_SECRET: 's'.repeat(48),
};
const COMPOSE = 'infra/compose/compose.yaml';
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'mnara-containers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Why a service could not run with these variables: names that it does not read, and faults in their values. */
function faultsOf(service: string, variables: Readonly<Record<string, string>>): string[] {
  const schema = SCHEMAS[service];
  if (schema === undefined) return [`there is no service ${service}`];
  const named: Record<string, string> = {};
  const faults: string[] = [];
  for (const [variable, value] of Object.entries(variables)) {
    const secret = variable.replace(/_FILE$/, '');
    const isSecretFile =
      variable !== secret && schema.shape[secret] !== undefined && settings.get(schema.shape[secret])?.isSecret;
    const name = isSecretFile ? secret : variable;
    if (schema.shape[name] === undefined) faults.push(`${service} reads no ${variable}`);
    named[name] = isSecretFile ? (STAND_INS[name] ?? '') : value;
  }
  try {
    readConfig(schema, named, { allowKnownSecrets: false });
  } catch (error) {
    faults.push(String(error));
  }
  return faults;
}

/** The folder of each service, whose main.ts is its entry point, and the maximum size of its heap, MiB. */
const STARTS: Readonly<Record<string, readonly [folder: string, heapMb: number]>> = {
  gateway: ['gateway', 512],
  processor: ['stream-processor', 1024],
  alerting: ['alerting', 384],
  api: ['api', 512],
};

/** What a container adds to the entry point of the image: options of Node, then the service's main.js. */
function expectStart(name: string, args: readonly string[] | undefined): void {
  const [folder = '', heapMb] = STARTS[name] ?? [];
  expect(args).toEqual([`--max-old-space-size=${heapMb}`, `dist/services/${folder}/src/main.js`]);
  expect(existsSync(join(ROOT, `services/${folder}/src/main.ts`)), name).toBe(true);
}

interface ComposeService {
  readonly command?: string[];
  readonly environment: Record<string, string>;
  readonly ports?: string[];
  readonly secrets?: string[];
  readonly healthcheck: { readonly test: string[] };
}

interface ComposeFile {
  readonly services: Record<string, ComposeService>;
  readonly secrets: Record<string, unknown>;
}

const compose = parse(read(COMPOSE), { merge: true }) as ComposeFile;
const ports = (service: string): { readonly health: number; readonly door: number | undefined } => {
  const read = readConfig(
    SCHEMAS[service] as ConfigSchema,
    { ...STAND_INS, KAFKA_BROKERS: 'kafka:9092' },
    {
      allowKnownSecrets: false,
    },
  ) as Record<string, number | undefined>;
  const upper = service.toUpperCase();
  return { health: read[`MNARA_${upper}_HEALTH_PORT`] ?? 0, door: read[`MNARA_${upper}_PORT`] };
};

/** A message of the linter. */
interface ComposeFault {
  readonly rule: string;
  readonly line: number;
  readonly message: string;
}

const isSchemaFault = (rule: string): boolean => rule === 'invalid-schema' || rule === 'invalid-yaml';
const composeFaults = (file: string): string[] =>
  new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] })
    .lintFiles([file], false)
    .flatMap(({ messages }: { messages: readonly ComposeFault[] }) => messages)
    .filter(({ rule }: ComposeFault) => isSchemaFault(rule))
    .map(({ line, message }: ComposeFault) => `${line}: ${message}`);

test('the Compose file matches the schema of Compose files; control: a wrong one does not', () => {
  expect(composeFaults(join(ROOT, COMPOSE))).toEqual([]);
  const wrong = join(folder, 'compose.yaml');
  writeFileSync(wrong, read(COMPOSE).replace('networks: [inside]', 'networks: 7'));
  expect(composeFaults(wrong)).not.toEqual([]);
});

test.each(Object.keys(SCHEMAS))(
  '%s in Compose has the right command, variables, ports, secrets and health address',
  (name) => {
    const {
      command,
      environment,
      ports: published,
      secrets = [],
      healthcheck,
    } = compose.services[name] as ComposeService;
    expectStart(name, command);
    expect(faultsOf(name, environment)).toEqual([]);
    const { health, door } = ports(name);
    expect(healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${health}/readyz`);
    expect(published ?? []).toEqual(door === undefined ? [] : [`127.0.0.1:${door}:${door}`]);
    for (const file of Object.values(environment).filter((value) => value.startsWith('/run/secrets/')))
      expect(secrets).toContain(file.slice('/run/secrets/'.length));
    for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
  },
);

test('control: an unused variable and an invalid value are found', () => {
  const { environment } = compose.services['gateway'] as ComposeService;
  expect(faultsOf('gateway', { ...environment, MNARA_GATEWAY_PROT: '1' })).toEqual([
    'gateway reads no MNARA_GATEWAY_PROT',
  ]);
  expect(faultsOf('gateway', { ...environment, KAFKA_PARTITIONS: 'many' })).toHaveLength(1);
});

/** Kafka's images read the setting "a.b" from the variable KAFKA_A_B. */
const kafkaSettings = (properties: string): Record<string, string> =>
  Object.fromEntries(
    [...properties.matchAll(/^([a-z][a-z.]+)=(.*)$/gm)].map(([, key = '', value = '']) => [
      `KAFKA_${key.replaceAll('.', '_').toUpperCase()}`,
      value,
    ]),
  );

test('Kafka in Compose has the settings of the tested Kafka; the database has those of the extension', () => {
  const { kafka, timescaledb } = compose.services;
  const tried = kafkaSettings(read('infra/local/kafka/server.properties'));
  expect(Object.keys(tried).length).toBeGreaterThan(10);
  expect(kafka?.environment).toMatchObject(tried);
  expect(read('infra/local/kafka/pom.xml')).toContain('<version>4.3.1</version>');
  expect(timescaledb?.command).toEqual(
    expect.arrayContaining(['shared_preload_libraries=timescaledb', 'timescaledb.telemetry_level=off']),
  );
});

const dockerfileFaults = (text: string): string[] => dockerfile.validate(text).map(({ message }) => String(message));

test('the Dockerfile is valid, copies existing files and starts the program; control: a wrong word is found', () => {
  const text = read('infra/image/Dockerfile');
  expect(dockerfileFaults(text)).toEqual([]);
  expect(dockerfileFaults(text.replace('RUN npm ci', 'RUNN npm ci'))).not.toEqual([]);
  for (const [, sources = ''] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
    for (const source of sources.split(' ')) expect(existsSync(join(ROOT, source)), source).toBe(true);
  for (const [, source = ''] of text.matchAll(/^COPY --from=build \/mnara\/(\S+) /gm))
    expect(existsSync(join(ROOT, source)), source).toBe(true);
  const words = (instruction: string): string[] =>
    JSON.parse(new RegExp(`^${instruction} (.*)$`, 'm').exec(text)?.[1] ?? '[]') as string[];
  const [node, ...options] = words('ENTRYPOINT');
  expect([node, options.every((one) => one.startsWith('--'))]).toEqual(['node', true]);
  expect(existsSync(join(ROOT, words('CMD')[0] ?? ''))).toBe(true);
  const exposed = /^EXPOSE (.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  const used = Object.keys(SCHEMAS).flatMap((name) => Object.values(ports(name)).filter((port) => port !== undefined));
  expect(exposed).toEqual(used.sort((a, b) => a - b));
});

const TEMPLATE = read('infra/helm/mnara/templates/services.yaml');
const VALUES = parse(read('infra/helm/mnara/values.yaml')) as Record<string, Record<string, unknown>>;
const render = (template = TEMPLATE, values = VALUES): unknown[] =>
  renderChart(template, { Values: values, Release: { Name: 'tower' } });

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}

/** The faults of a manifest according to Kubernetes' own schema; undefined when there are none. */
function manifestFault(manifest: unknown): string | undefined {
  const { kind } = manifest as Manifest;
  const Kind = { Deployment, Service, PodDisruptionBudget }[kind];
  if (Kind === undefined) return `no schema for ${kind}`;
  try {
    new Kind(manifest as never).validate();
    return undefined;
  } catch (error) {
    return `${kind}: ${String(error)}`;
  }
}

test('the chart renders to valid Kubernetes manifests; control: a wrong port is found', () => {
  const manifests = render();
  expect(manifests.map((one) => `${(one as Manifest).kind} ${(one as Manifest).metadata.name}`)).toEqual(
    expect.arrayContaining(['Deployment tower-gateway', 'Service tower-api', 'PodDisruptionBudget tower-processor']),
  );
  expect(manifests).toHaveLength(2 * 4 + 2);
  expect(manifests.map(manifestFault).filter((fault) => fault !== undefined)).toEqual([]);
  const wrong = render(TEMPLATE.replace('containerPort: {{ $service.healthPort }}', 'containerPort: health'));
  expect(wrong.map(manifestFault).filter((fault) => fault !== undefined)).toHaveLength(4);
  expect(() => render(TEMPLATE.replace('$service.replicas', '$service.replcas'))).toThrow('has no value');
});

test.each(Object.keys(SCHEMAS))('%s in the chart has the right variables, ports and health addresses', (name) => {
  const found = render().find(
    (one) => (one as Manifest).kind === 'Deployment' && (one as Manifest).metadata.name === `tower-${name}`,
  ) as Deployment;
  const container = found.spec?.template.spec?.containers[0];
  expectStart(name, container?.args);
  const variables = Object.fromEntries((container?.env ?? []).map((one) => [one.name, one.value ?? '']));
  expect(faultsOf(name, variables)).toEqual([]);
  const { health, door } = ports(name);
  expect(container?.ports?.map(({ containerPort }) => containerPort)).toEqual(
    door === undefined ? [health] : [health, door],
  );
  expect(container?.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'health' });
  expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'health' });
});

const helm = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((one) => join(one, 'helm'))
  .find((path) => existsSync(path));

test(`Helm itself renders the same (${helm === undefined ? 'not installed here: only the name of the chart is checked' : 'checked'})`, () => {
  const chart = parse(read('infra/helm/mnara/Chart.yaml')) as Record<string, string>;
  expect(chart).toMatchObject({ apiVersion: 'v2', name: 'mnara', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(chart['appVersion']).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  if (helm === undefined) return;
  const text = execFileSync(helm, ['template', 'tower', join(ROOT, 'infra/helm/mnara')], { encoding: 'utf8' });
  const rendered = text
    .split(/^---$/m)
    .map((one) => parse(one) as Manifest | null)
    .filter((one) => one !== null);
  const byName = (one: unknown): string => `${(one as Manifest).kind} ${(one as Manifest).metadata.name}`;
  const sorted = (all: readonly unknown[]) => [...all].sort((a, b) => (byName(a) < byName(b) ? -1 : 1));
  expect(sorted(rendered)).toEqual(sorted(render()));
});

test('files that were never run say so at the top', () => {
  for (const file of [
    'image/Dockerfile',
    'compose/compose.yaml',
    'compose/README.md',
    'helm/README.md',
    'helm/mnara/values.yaml',
  ])
    expect(read(`infra/${file}`).split('\n').slice(0, 5).join(' '), file).toMatch(
      /[Nn]ot (built|started|installed) yet/,
    );
});
