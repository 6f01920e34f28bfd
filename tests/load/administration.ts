/** Who an agent of the load is. */
export interface LoadAgent {
  readonly agentId: string;
  readonly centreId: string;
  readonly key: string;
}

/** What a benchmark asks of an API's administration. */
export interface Administration {
  describe(yaml: string): Promise<void>;
  /** An agent of that centre, enrolled now; its name is new in each run. */
  enrol(centreId: string): Promise<LoadAgent>;
}

/** The administration of a running API. Its calls throw with what the API said. */
export function administration(url: string, token: string): Administration {
  const run = Date.now().toString(36);
  const post = async <Answer>(path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/admin/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: url },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST /admin/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  return {
    describe: async (yaml) => void (await post('network', { yaml })),
    enrol: async (centreId) => {
      const agentId = `load-${run}-${centreId}`;
      const { key } = await post<{ key: string }>('agents', { agentId, centreId });
      return { agentId, centreId, key };
    },
  };
}
