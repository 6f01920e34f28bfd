/** The identity of an agent of the load. */
export interface LoadAgent {
  readonly agentId: string;
  readonly centreId: string;
  readonly key: string;
}

/** The administration calls that a benchmark needs. */
export interface Administration {
  describe(yaml: string): Promise<void>;
  /** Enrols an agent of that centre; its name is different in each run. */
  enrol(centreId: string): Promise<LoadAgent>;
}

/** The administration of a running API. Its calls throw with the API's message. */
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
