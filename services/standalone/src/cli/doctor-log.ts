import { checkBrokers } from '#platform/kafka/check-brokers.js';
import { countDeadLetters } from '#platform/kafka/kafka-dead-letters.js';
import { topicNames } from '#platform/kafka/kafka-topics.js';
import type { Finding } from './doctor-database.js';

/** The brokers of the event log: whether they are fit, and what lies among the dead letters that were no events. */
export async function checkEventLog(brokers: string, prefix: string | undefined): Promise<readonly Finding[]> {
  const options = {
    brokers: brokers.split(','),
    clientId: 'mnara-doctor',
    ...(prefix === undefined ? {} : { prefix }),
  };
  const topic = topicNames(options).deadLetters;
  try {
    await checkBrokers(options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ check: 'event log', ok: false, message: `${brokers} cannot be used: ${why}` }];
  }
  const fit: Finding = { check: 'event log', ok: true, message: `the brokers at ${brokers} answer and are fit` };
  try {
    const count = await countDeadLetters(options);
    const mend =
      '; the headers dead-reason, dead-partition and dead-offset of each say why and where. Find who writes into the topic of events beside the gateways';
    return [
      fit,
      {
        check: 'foreign messages',
        ok: count === 0,
        message: `${count} messages that were no events are in ${topic}${count === 0 ? '' : mend}`,
      },
    ];
  } catch {
    return [fit, { check: 'foreign messages', ok: true, message: `there is no topic ${topic} yet` }];
  }
}
