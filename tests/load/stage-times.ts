/** Sums of the stages of the path, from the services' own metrics. */
interface Sums {
  readonly sum: number;
  readonly count: number;
}

const STAGES = {
  'append of the gateway': ['gateway', 'mnara_gateway_append_seconds'],
  'batch of the processor': ['processor', 'mnara_processor_batch_seconds'],
} as const;

const sampleOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);

async function readSums(healthUrls: Readonly<Record<string, string>>): Promise<Sums[]> {
  return Promise.all(
    Object.values(STAGES).map(async ([service, metric]) => {
      const url = healthUrls[service];
      const text = url === undefined ? '' : await (await fetch(`${url}/metrics`)).text();
      return { sum: sampleOf(text, `${metric}_sum`), count: sampleOf(text, `${metric}_count`) };
    }),
  );
}

/**
 * Starts a measurement; the returned function ends it and returns, for each stage, its rate and mean. Undefined when
 * the services have no such metrics.
 */
export async function startStageTimes(
  healthUrls: Readonly<Record<string, string>>,
): Promise<() => Promise<string | undefined>> {
  const before = await readSums(healthUrls);
  const startedAt = performance.now();
  return async () => {
    const after = await readSums(healthUrls);
    const seconds = (performance.now() - startedAt) / 1000;
    const said = Object.keys(STAGES).flatMap((name, index) => {
      const sum = (after[index]?.sum ?? 0) - (before[index]?.sum ?? 0);
      const count = (after[index]?.count ?? 0) - (before[index]?.count ?? 0);
      return count === 0
        ? []
        : [`${name} ${((1000 * sum) / count).toFixed(1)} ms, ${(count / seconds).toFixed(1)} a second`];
    });
    return said.length === 0 ? undefined : `means: ${said.join('; ')}`;
  };
}
