import { z } from 'zod';

const answer = z.object({ agentId: z.string(), centreId: z.string(), key: z.string() });
const TIMEOUT_MS = 15_000;

/** The enrolment failed; the message gives the reason. */
export class EnrolmentError extends Error {
  readonly code = 'not_enrolled';
}

/** Exchanges a single-use code for an agent's id and key. @throws EnrolmentError */
export async function enrol(
  gatewayUrl: string,
  code: string,
): Promise<{ readonly agentId: string; readonly centreId: string; readonly key: string }> {
  let response: Response;
  try {
    response = await fetch(`${gatewayUrl.replace(/\/$/, '')}/agent/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new EnrolmentError(`The gateway ${gatewayUrl} cannot be reached; check the address and the network.`, {
      cause: error,
    });
  }
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = answer.safeParse(body);
  if (response.ok && parsed.success) return parsed.data;
  const said = z.object({ error: z.string() }).safeParse(body);
  throw new EnrolmentError(
    said.success
      ? said.data.error
      : `The gateway answered ${response.status} to the enrolment; check that ${gatewayUrl} is the address ` +
          'of a Mnara gateway.',
  );
}
