import { BrokerUnfitError, missingRequests, readBrokerVersions } from './broker-versions.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';

/** The options that a check needs. */
type Checked = Pick<KafkaOptions, 'brokers' | 'tls' | 'sasl'>;

/**
 * Checks that the first broker that answers can be trusted, supports the requests that Mnara needs, and accepts its
 * sign-in.
 * @throws BrokerUnfitError, which says how to fix it; the last connection error when no broker answers
 */
export async function checkBrokers(options: Checked): Promise<void> {
  let failure: unknown;
  for (const address of options.brokers) {
    try {
      const missing = missingRequests(await readBrokerVersions(address, options.tls));
      if (missing.length === 0) return await signIn(address, options);
      throw new BrokerUnfitError(
        `The broker at ${address} cannot be used: ${missing.join('; ')}. Run Apache Kafka 0.11 or newer (tested ` +
          'with 4.3.1), or name another broker with KAFKA_BROKERS.',
      );
    } catch (error) {
      if (error instanceof BrokerUnfitError) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Sends a request that needs a sign-in; the request for the versions does not. */
async function signIn(address: string, { tls, sasl }: Checked): Promise<void> {
  const access = { ...(tls === undefined ? {} : { tls }), ...(sasl === undefined ? {} : { sasl }) };
  const admin = kafkaClient({ ...access, brokers: [address], clientId: 'mnara-check' }).admin({
    retry: { retries: 0 },
  });
  try {
    await admin.connect();
    await admin.listTopics();
  } catch (error) {
    throw refusalOf(error, address, sasl) ?? error;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

function refusalOf(error: unknown, address: string, sasl: Checked['sasl']): Error | undefined {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (/SASL/i.test(`${name} ${message}`))
    return new BrokerUnfitError(
      `The broker at ${address} rejected the user "${sasl?.username}" with ${sasl?.mechanism} (${message}). ` +
        'Check KAFKA_USER, KAFKA_PASSWORD and KAFKA_SASL, and that the brokers know this user for this mechanism.',
    );
  if (sasl === undefined && /Closed connection/i.test(message))
    return new SignInRequiredError(
      `The broker at ${address} closes connections that do not sign in: set KAFKA_USER and KAFKA_PASSWORD, or ` +
        'use a listener that requires neither.',
      { cause: error },
    );
  return undefined;
}

/** A broker closes the connection. It may also be shutting down, so the caller tries again. */
class SignInRequiredError extends Error {
  readonly code = 'no_entry';
}

/**
 * The check for a service that can start without brokers: only brokers that cannot be used stop it. @throws
 * BrokerUnfitError
 */
export async function refuseUnfitBrokers(options: Checked, onAway: (error: unknown) => void): Promise<void> {
  try {
    await checkBrokers(options);
  } catch (error) {
    if (error instanceof BrokerUnfitError) throw error;
    onAway(error);
  }
}
