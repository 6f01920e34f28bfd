import { BrokerUnfitError, lackOf, readBrokerVersions } from './broker-versions.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';

/** What a check needs to know. */
type Checked = Pick<KafkaOptions, 'brokers' | 'tls' | 'sasl'>;

/**
 * Looks whether the first broker that answers can be trusted, speaks what Mnara needs, and lets it in.
 * @throws BrokerUnfitError with the mend; otherwise what kept every broker from answering
 */
export async function checkBrokers(options: Checked): Promise<void> {
  let failure: unknown;
  for (const address of options.brokers) {
    try {
      const lack = lackOf(await readBrokerVersions(address, options.tls));
      if (lack.length === 0) return await enter(address, options);
      throw new BrokerUnfitError(
        `The broker at ${address} cannot be used: ${lack.join('; ')}. Run Apache Kafka 0.11 or newer (4.3.1 is what is tested), or name another broker with KAFKA_BROKERS.`,
      );
    } catch (error) {
      if (error instanceof BrokerUnfitError) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The first request after that of the versions, which a broker answers to anybody. */
async function enter(address: string, { tls, sasl }: Checked): Promise<void> {
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
      `The broker at ${address} does not let "${sasl?.username}" in by ${sasl?.mechanism} (${message}). Look at KAFKA_USER, KAFKA_PASSWORD and KAFKA_SASL, and whether the brokers know this user by this way.`,
    );
  if (sasl === undefined && /Closed connection/i.test(message))
    return new NoEntryError(
      `The broker at ${address} hangs up on whoever has not signed in: set KAFKA_USER and KAFKA_PASSWORD, or give a listener that asks for neither.`,
      { cause: error },
    );
  return undefined;
}

/** A broker hangs up: it may also just be ending, so it is tried again. */
export class NoEntryError extends Error {
  readonly code = 'no_entry';
}

/** For a service that starts without brokers too: only unfit ones stop it. @throws BrokerUnfitError */
export async function refuseUnfitBrokers(options: Checked, onAway: (error: unknown) => void): Promise<void> {
  try {
    await checkBrokers(options);
  } catch (error) {
    if (error instanceof BrokerUnfitError) throw error;
    onAway(error);
  }
}
