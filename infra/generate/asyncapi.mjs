// docs/asyncapi.yaml: the Kafka topics for other systems, from the topics' settings and the contracts of their messages.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const ROOT = resolve(fileURLToPath(new URL('.', import.meta.url)), '../..');
const HOUR_MS = 3_600_000;

/** A message of protobuf: the contract with its comments, as it is in proto/. */
const protobuf = (file) => ({
  schemaFormat: 'application/vnd.google.protobuf;version=3',
  schema: readFileSync(join(ROOT, 'proto/mnara/v1', file), 'utf8'),
});

/** A format says it in words that people read. */
const withoutPattern = ({ jsonSchema }) => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
};

const text = (description) => ({ type: 'string', description });

const SOURCE = { source: text('seq, outbox and agent of the event, one per line') };
const DEAD = {
  'dead-code': text('Stable code of the reason'),
  'dead-reason': text('The reason, for people'),
  'dead-topic': text('Where the message was'),
  'dead-partition': text('Its partition there'),
  'dead-offset': text('Its offset there'),
  'dead-bytes': text('Original length of a value that was cut'),
};

/** What other systems must know of each topic, by its name in TopicNames. */
async function messages() {
  const { z } = await import('zod');
  const { alertChangeSchema } = await import('#contracts/alert/alert-change.js');
  const { $schema: _, ...alertChange } = z.toJSONSchema(alertChangeSchema, { io: 'input', override: withoutPattern });
  return {
    events: {
      name: 'Event',
      description: 'Every event of every centre, in the order of its agent. Read it; only gateways write.',
      key: text('The centre'),
      headers: { type: 'object', properties: SOURCE, required: ['source'] },
      contentType: 'application/x-protobuf',
      payload: protobuf('event.proto'),
    },
    status: {
      name: 'CentreStatus',
      description: 'The newest live status of each centre; the topic is compacted.',
      key: text('The centre'),
      contentType: 'application/x-protobuf',
      payload: protobuf('status.proto'),
    },
    alerts: {
      name: 'AlertChange',
      description: 'Every change of an alert. A change can come twice; its id is the same then.',
      key: text('The centre, otherwise the region, the agency or the rule'),
      contentType: 'application/json',
      payload: alertChange,
    },
    deadLetters: {
      name: 'DeadLetter',
      description: 'Messages of the events topic that could not be used, as they were, with the reason.',
      key: text('The key that the message had'),
      headers: { type: 'object', properties: { ...SOURCE, ...DEAD } },
      contentType: 'application/octet-stream',
      payload: { type: 'string', format: 'binary' },
    },
  };
}

function bindingsOf({ numPartitions, configEntries }) {
  const entries = Object.fromEntries((configEntries ?? []).map(({ name, value }) => [name, value]));
  const retention = entries['retention.ms'];
  return {
    kafka: {
      partitions: numPartitions,
      topicConfiguration: {
        'cleanup.policy': [entries['cleanup.policy']],
        ...(retention === undefined ? {} : { 'retention.ms': Number(retention) }),
        'max.message.bytes': Number(entries['max.message.bytes']),
      },
    },
  };
}

const keptFor = ({ configEntries }) => {
  const retention = (configEntries ?? []).find(({ name }) => name === 'retention.ms')?.value;
  return retention === undefined ? 'The newest message of each key is kept.' : `Kept ${retention / HOUR_MS} hours.`;
};

/** The topics of an installation that chose nothing, as AsyncAPI 3. */
export async function asyncApiText() {
  const { VERSION } = await import('#platform/version.js');
  const { defaultTopics, topicNames } = await import('#platform/kafka/kafka-topics.js');
  const known = await messages();
  const topics = new Map(defaultTopics().map((topic) => [topic.topic, topic]));
  const names = Object.entries(topicNames({}));
  const channel = ([id, address]) => {
    const topic = topics.get(address);
    return [
      id,
      {
        address,
        description: `${known[id].description} ${keptFor(topic)}`,
        messages: { [known[id].name]: { $ref: `#/components/messages/${known[id].name}` } },
        bindings: bindingsOf(topic),
      },
    ];
  };
  const message = ([id]) => {
    const { name, description: _, key, ...rest } = known[id];
    return [name, { name, ...rest, bindings: { kafka: { key } } }];
  };
  const operation = ([id]) => [`read_${id}`, { action: 'receive', channel: { $ref: `#/channels/${id}` } }];
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Mnara topics',
      version: VERSION,
      description:
        'Kafka topics of an installation, by their default prefix "mnara". Partitions and times are the defaults; ' +
        'docs/operations.md says how to choose others.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/x-protobuf',
    channels: Object.fromEntries(names.map(channel)),
    operations: Object.fromEntries(names.map(operation)),
    components: { messages: Object.fromEntries(names.map(message)) },
  };
  const made = '# Made by `npm run generate` from the topics and contracts of the code. Do not edit.\n';
  return made + stringify(document, { lineWidth: 110, aliasDuplicateObjects: false });
}
