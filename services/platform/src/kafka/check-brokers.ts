import { lackOf, readBrokerVersions } from './broker-versions.js';
import type { KafkaOptions } from './kafka-client.js';

/** A broker answers and cannot be used: waiting does not help. */
export class BrokerUnfitError extends Error {
  readonly code = 'broker_unfit';
  readonly isFinal = true;
}

/**
 * Looks whether the first broker that answers speaks what Mnara needs.
 * @throws BrokerUnfitError with the mend; otherwise what kept every broker from answering
 */
export async function checkBrokers({ brokers }: Pick<KafkaOptions, 'brokers'>): Promise<void> {
  let failure: unknown;
  for (const address of brokers) {
    try {
      const lack = lackOf(await readBrokerVersions(address));
      if (lack.length === 0) return;
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

/** For a service that starts without brokers too: only unfit ones stop it. @throws BrokerUnfitError */
export async function refuseUnfitBrokers(
  options: Pick<KafkaOptions, 'brokers'>,
  onAway: (error: unknown) => void,
): Promise<void> {
  try {
    await checkBrokers(options);
  } catch (error) {
    if (error instanceof BrokerUnfitError) throw error;
    onAway(error);
  }
}
