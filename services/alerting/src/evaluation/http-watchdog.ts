const TIMEOUT_MS = 10_000;

/**
 * Sends a heartbeat to an external address while alerts are evaluated: the watchdog, an alert that always fires. The
 * receiver raises an alarm when the heartbeat stops. @throws Error without the address's path, which may contain a
 * secret
 */
export async function sendHeartbeat(url: string, evaluatedAt: number): Promise<void> {
  const { host } = new URL(url);
  const body = JSON.stringify({
    alert: 'watchdog',
    condition: 'firing',
    evaluatedAt: new Date(evaluatedAt).toISOString(),
  });
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`The watchdog's heartbeat did not reach ${host} (${cause}).`);
  }
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The watchdog's heartbeat was refused by ${host} (status ${answer.status}).`);
}
