import { type Kafka, Partitioners } from 'kafkajs';

/** The partition that the producer gives to a key: murmur2, as every Kafka client does. */
export function partitioning(partitions: number): (key: string) => number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [0],
    isr: [0],
  }));
  const choose = Partitioners.DefaultPartitioner();
  return (key) => choose({ topic: '', partitionMetadata, message: { key, value: null } });
}

export async function countPartitions(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 1;
  } finally {
    await admin.disconnect();
  }
}
