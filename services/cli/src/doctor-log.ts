import { checkBrokers } from '#platform/kafka/check-brokers.js';
import type { KafkaAccess, KafkaOptions } from '#platform/kafka/kafka-client.js';
import { countDeadLetters } from '#platform/kafka/kafka-dead-letters.js';
import { topicNames } from '#platform/kafka/kafka-topics.js';
import type { Finding } from './doctor-database.js';

const HOW_TO_FIX =
  '; the headers dead-reason, dead-partition and dead-offset of each message say why and where. Find the program ' +
  'that writes to the events topic besides the gateways';

/** Checks the brokers of the event log, and counts the dead letters that were not events. */
export async function checkEventLog(
  brokers: string,
  prefix: string | undefined,
  access: KafkaAccess = {},
): Promise<readonly Finding[]> {
  const options = {
    ...access,
    brokers: brokers.split(','),
    clientId: 'mnara-doctor',
    ...(prefix === undefined ? {} : { prefix }),
  };
  try {
    await checkBrokers(options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ check: 'event log', ok: false, message: `${brokers} cannot be used: ${why}` }];
  }
  const fit: Finding = { check: 'event log', ok: true, message: `the brokers at ${brokers} answer and can be used` };
  return [fit, await foreignMessages(options)];
}

async function foreignMessages(options: KafkaOptions): Promise<Finding> {
  const check = 'foreign messages';
  const topic = topicNames(options).deadLetters;
  try {
    const count = await countDeadLetters(options);
    if (count === undefined) return { check, ok: true, message: `there is no topic ${topic} yet` };
    const message = `${count} messages that were not events are in ${topic}`;
    if (count === 0) return { check, ok: true, message };
    return { check, ok: false, message: `${message}${HOW_TO_FIX}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { check, ok: false, message: `${topic} cannot be read (${why}); look at the brokers' logs` };
  }
}
