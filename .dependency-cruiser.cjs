/** Who may import whom: docs/architecture.md says why. Each rule has a control in tests/contract/import-rules.test.ts. */
const app = '(edge-agent|gateway|stream-processor|alerting|api)';
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
      from: { path: '^services/contracts' },
      to: { path: '^services/', pathNot: '^services/(contracts|domain)/' },
    },
    {
      name: 'platform-knows-no-product',
      severity: 'error',
      from: { path: '^services/platform' },
      to: { path: '^(services/(?!platform/)|dashboard)' },
    },
    {
      name: 'apps-never-import-each-other',
      severity: 'error',
      from: { path: `^services/${app}/` },
      to: { path: `^services/(${app}|standalone)/`, pathNot: '^services/$1/' },
    },
    {
      name: 'application-imports-no-adapter',
      severity: 'error',
      from: { path: '/application/', pathNot: '\\.test\\.ts$' },
      to: { path: '/adapters/|node_modules/(@nestjs|pg|kafkajs|ws|express)/' },
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
