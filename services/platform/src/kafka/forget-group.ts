import { type KafkaOptions, kafkaClient, topicPrefix } from './kafka-client.js';

/** Somebody still reads in the group. */
export class GroupInUseError extends Error {
  readonly code = 'group_in_use';
}

/** Codes of the protocol. */
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;

/**
 * Has the brokers forget how far the processors were: those that start next read the events from the log's beginning.
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
      throw new GroupInUseError('other processors still read from the event log; end them first', { cause });
    throw cause;
  } finally {
    await admin.disconnect();
  }
}

/** What the broker said of the group, where it said anything. */
function codeOf(error: unknown): number | undefined {
  const { groups = [] } = error as { readonly groups?: readonly { readonly errorCode: number }[] };
  return groups[0]?.errorCode;
}
