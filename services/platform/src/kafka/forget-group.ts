import { type KafkaOptions, kafkaClient, topicPrefix } from './kafka-client.js';

/** Another process still reads in the consumer group. */
class GroupInUseError extends Error {
  readonly code = 'group_in_use';
}

/** Error codes of the protocol. */
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;

/**
 * Deletes the positions of the processors at the brokers: processors that start later read the events from the
 * beginning of the log.
 * @throws GroupInUseError while one of them runs, or its session has not ended yet
 */
export async function forgetProcessors(options: KafkaOptions): Promise<void> {
  const admin = kafkaClient(options).admin();
  await admin.connect();
  try {
    await admin.deleteGroups([`${topicPrefix(options)}.processors`]);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === GROUP_ID_NOT_FOUND) return;
    if (code === NON_EMPTY_GROUP)
      throw new GroupInUseError('other processors still read from the event log; stop them first', { cause });
    throw cause;
  } finally {
    await admin.disconnect();
  }
}

/** The broker's error code for the group; undefined when it gave none. */
function codeOf(error: unknown): number | undefined {
  const { groups = [] } = error as { readonly groups?: readonly { readonly errorCode: number }[] };
  return groups[0]?.errorCode;
}
