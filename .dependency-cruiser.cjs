/** Who may import whom: docs/architecture.md says why. Each rule has a control in tests/contract/import-rules.test.ts. */
const service = '(edge-agent|gateway|stream-processor|alerting|api)';
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^services/domain/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(services/domain/src|node_modules/luxon)' },
    },
    {
      name: 'contracts-see-domain-only',
      severity: 'error',
      from: { path: '^services/(contracts|config-files)/' },
      to: { path: '^services/', pathNot: '^services/($1|domain)/' },
    },
    {
      name: 'platform-knows-no-product',
      severity: 'error',
      from: { path: '^services/platform' },
      to: { path: '^(services/(?!platform/)|dashboard)' },
    },
    {
      name: 'store-sees-no-service',
      severity: 'error',
      from: { path: '^services/store' },
      to: {
        path: '^services/',
        pathNot: '^services/(store|domain|contracts|config-files)/|^services/platform/src/(postgres|timing)/',
      },
    },
    {
      name: 'administration-sees-no-service',
      severity: 'error',
      from: { path: '^services/administration' },
      to: { path: '^services/', pathNot: '^services/(administration|store|domain|contracts|config-files|platform)/' },
    },
    {
      name: 'services-never-import-each-other',
      severity: 'error',
      from: { path: `^services/${service}/` },
      to: { path: `^services/(${service}|demo|local|cli)/`, pathNot: '^services/$1/' },
    },
    {
      name: 'only-the-api-imports-administration',
      severity: 'error',
      from: { path: '^services/(edge-agent|gateway|stream-processor|alerting)/' },
      to: { path: '^services/administration/' },
    },
    {
      name: 'the-edge-agent-sees-no-store',
      severity: 'error',
      from: { path: '^services/edge-agent/' },
      to: {
        path: '^services/store/|^services/platform/src/(postgres|kafka)/|node_modules/@nestjs/',
        // A read-only session with the PostgreSQL of a queue system, which is not Mnara's.
        pathNot: '^services/platform/src/postgres/foreign-session\\.ts$',
      },
    },
    {
      name: 'demo-sees-agents-and-the-store',
      severity: 'error',
      from: { path: '^services/demo/' },
      to: {
        path: '^services/',
        pathNot: '^services/(demo|edge-agent|administration|store|domain|contracts|config-files|platform)/',
      },
    },
    {
      name: 'only-the-command-line-imports-itself',
      severity: 'error',
      from: { path: '^services/(?!cli/)' },
      to: { path: '^services/cli/' },
    },
    {
      name: 'only-platform-postgres-imports-pg',
      severity: 'error',
      from: { pathNot: '^services/platform/src/postgres|^tests/' },
      to: { path: 'node_modules/(pg|pg-copy-streams)/' },
    },
    {
      name: 'only-platform-kafka-imports-kafkajs',
      severity: 'error',
      from: { pathNot: '^services/platform/src/kafka' },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'dashboard-sees-generated-types-only',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^(services|infra)/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(services|dashboard)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^tests/|\\.test\\.tsx?$' },
    },
    {
      name: 'no-utils',
      severity: 'error',
      from: {},
      to: { path: '^(services|dashboard|tests)/.*/(utils?|common|shared|helpers)(/|\\.ts)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|services/contracts/src/gen)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['mnara-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts'],
    },
  },
};
