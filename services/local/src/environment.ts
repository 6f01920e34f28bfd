import { z } from 'zod';
import { smsReceiptConfig, smsReceiptSettings } from '#administration/messages/sms-receipts.js';
import { channelConfigs, channelSettings } from '#alerting/delivery/channels/channel-settings.js';
import { messageRetentionSetting, watchdogSetting } from '#alerting/environment.js';
import { readConfig, settings } from '#platform/config/read-config.js';
import {
  kafkaAccess,
  kafkaSettings,
  minuteRetentionSetting,
  serviceSettings,
} from '#platform/config/service-settings.js';
import type { KafkaAccess } from '#platform/kafka/kafka-client.js';
import type { KeptDays, OutwardOptions } from './embedded/serve-options.js';

const DAYS_LEAST = 35;

const port = z
  .string()
  .refine((text) => /^\d+$/.test(text) && Number(text) <= 65_535, 'give a port from 0 (any free one) to 65535')
  .optional()
  .register(settings, {
    says: 'Port of the server on loopback where --port is not given; 0 takes a free one. Without it 8080, or a free one when 8080 is taken.',
    example: '8080',
  });

const retentionDays = z.coerce
  .number('give a whole number of days')
  .int('give a whole number of days')
  .min(DAYS_LEAST, `give ${DAYS_LEAST} days or more; the screens compare with the weeks before`)
  .optional()
  .register(settings, {
    says: 'Days for which single legs, timelines and dead letters are kept; older ones are deleted once a day. The rollups are kept for ever. Without it nothing is deleted.',
    example: '400',
  });

/** The variables of the embedded shape; .env.example is made from it. */
export const environmentSchema = z.object({
  MNARA_DATA: z.string().optional().register(settings, {
    says: 'Data folder where --data is not given: everything that Mnara stores is under it. Without it .mnara where the command runs.',
    example: '/var/lib/mnara',
  }),
  MNARA_PORT: port,
  MNARA_RETENTION_DAYS: retentionDays,
  MNARA_WATCHDOG_URL: watchdogSetting(),
  MNARA_MINUTE_RETENTION_DAYS: minuteRetentionSetting(),
  MNARA_MESSAGE_RETENTION_DAYS: messageRetentionSetting(),
  ...channelSettings(),
  ...smsReceiptSettings(),
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'give host:port, several separated by commas')
    .optional()
    .register(settings, {
      says: 'Brokers that exist already, for `mnara stack`. Without it a Kafka of its own is started on loopback.',
      example: 'kafka-1:9092,kafka-2:9092',
    }),
  ...kafkaSettings(),
  KAFKA_PREFIX: serviceSettings().KAFKA_PREFIX,
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give an address that begins with postgres://')
    .optional()
    .register(settings, {
      says: 'Database that exists already, for `mnara stack`; best with the extension timescaledb. Without it a TimescaleDB of its own is started on loopback.',
      isSecret: true,
    }),
  MNARA_LAUNCHED: z.string().optional().register(settings, {
    says: 'Set by bin/mnara.mjs, which passes a channel that closes when it dies.',
    isInternal: true,
  }),
});

/** What the first lines of .env.example say. */
export const ENV_EXAMPLE_HEADING =
  'Variables of the embedded shape (`mnara serve` and the other commands). All of them may be left out; options on the command line win. Made from services/local/src/environment.ts; do not edit.';

type Values = z.output<typeof environmentSchema>;
let values: Values | undefined;

/** Read when first used, so that the faults meet the program's own way of telling them. @throws ConfigError */
const read = (): Values => {
  values ??= readConfig(environmentSchema, process.env, { allowKnownSecrets: true });
  return values;
};

/**
 * The only file of this app that reads the environment. Every property throws ConfigError where a variable is wrong.
 */
export const environment = {
  /** Data folder where --data is not given. */
  get data(): string | undefined {
    return read().MNARA_DATA;
  },
  /** Started by bin/mnara.mjs, which passes a channel that closes when it dies. */
  get isLaunched(): boolean {
    return read().MNARA_LAUNCHED === '1';
  },
  /** Port where --port is not given, checked: 0 to 65535. */
  get port(): string | undefined {
    return read().MNARA_PORT;
  },
  /** For how long the embedded shape keeps records. */
  get kept(): KeptDays {
    const {
      MNARA_RETENTION_DAYS: legs,
      MNARA_MINUTE_RETENTION_DAYS: minutes,
      MNARA_MESSAGE_RETENTION_DAYS: messages,
    } = read();
    return { legs, minutes, messages };
  },
  /** What goes out of the embedded shape, and what comes back about it. */
  get outward(): OutwardOptions {
    const values = read();
    return {
      channels: channelConfigs(values),
      smsReceipts: smsReceiptConfig(values),
      watchdogUrl: values.MNARA_WATCHDOG_URL,
    };
  },
  /** Kafka of `mnara stack` that exists already: "host:port,host:port". */
  get brokers(): string | undefined {
    return read().KAFKA_BROKERS;
  },
  /** What those want of whoever connects. */
  get kafkaAccess(): KafkaAccess {
    return kafkaAccess(read());
  },
  /** Before the names of topics and groups of `mnara stack`. */
  get kafkaPrefix(): string {
    return read().KAFKA_PREFIX;
  },
  /** Database of `mnara stack` that exists already. */
  get databaseUrl(): string | undefined {
    return read().DATABASE_URL;
  },
  /**
   * Variables of a process that goes on by itself: those of this one and the given ones, without the launcher's
   * channel.
   */
  forChild(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const { MNARA_LAUNCHED: _, NODE_CHANNEL_FD: __, ...own } = process.env;
    return { ...own, ...variables };
  },
};
