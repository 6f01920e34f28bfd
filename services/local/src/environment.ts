import { z } from 'zod';
import { smsReceiptConfig, smsReceiptSettings } from '#administration/messages/sms-receipts.js';
import { channelConfigs, channelSettings } from '#alerting/delivery/channels/channel-settings.js';
import { messageRetentionSetting, watchdogSetting } from '#alerting/environment.js';
import { providerConfig, providerSettings } from '#api/access/provider-config.js';
import { reportConfig, reportSettings } from '#api/reports/report-config.js';
import { readConfig, settings } from '#platform/config/read-config.js';
import {
  kafkaAccess,
  kafkaSettings,
  minuteRetentionSetting,
  serviceSettings,
} from '#platform/config/service-settings.js';
import type { KafkaAccess } from '#platform/kafka/kafka-client.js';
import type { KeptDays, OutwardOptions } from './embedded/serve-options.js';

const MIN_DAYS = 35;

const port = z
  .string()
  .refine((text) => /^\d+$/.test(text) && Number(text) <= 65_535, 'give a port from 0 (any free one) to 65535')
  .optional()
  .register(settings, {
    says:
      'Port of the server on loopback when --port is not given; 0 means any free port. Without it 8080, or a free ' +
      'port when 8080 is in use.',
    example: '8080',
  });

const retentionDays = z.coerce
  .number('give a whole number of days')
  .int('give a whole number of days')
  .min(MIN_DAYS, `give ${MIN_DAYS} days or more; the screens compare with the weeks before`)
  .optional()
  .register(settings, {
    says:
      'Days for which single legs, timelines and dead letters are kept; older ones are deleted once a day. The ' +
      'rollups are kept permanently. Without it, nothing is deleted.',
    example: '400',
  });

/** The variables of the embedded shape; .env.example is generated from them. */
export const environmentSchema = z.object({
  MNARA_DATA: z
    .string()
    .optional()
    .register(settings, {
      says:
        'Data folder when --data is not given; it contains everything that Mnara stores. Without it .mnara in the ' +
        'current folder.',
      example: '/var/lib/mnara',
    }),
  MNARA_PORT: port,
  MNARA_RETENTION_DAYS: retentionDays,
  MNARA_WATCHDOG_URL: watchdogSetting(),
  MNARA_MINUTE_RETENTION_DAYS: minuteRetentionSetting(),
  MNARA_MESSAGE_RETENTION_DAYS: messageRetentionSetting(),
  ...channelSettings(),
  ...providerSettings(),
  ...reportSettings(),
  ...smsReceiptSettings(),
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'give host:port, several separated by commas')
    .optional()
    .register(settings, {
      says: 'Existing brokers for `mnara stack`. Without it, the stack starts its own Kafka on loopback.',
      example: 'kafka-1:9092,kafka-2:9092',
    }),
  ...kafkaSettings(),
  KAFKA_PREFIX: serviceSettings().KAFKA_PREFIX,
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give an address that begins with postgres://')
    .optional()
    .register(settings, {
      says: 'Existing database for `mnara stack`, preferably with the extension timescaledb. Without it, the stack starts its own TimescaleDB on loopback.',
      isSecret: true,
    }),
  MNARA_LAUNCHED: z.string().optional().register(settings, {
    says: 'Set by bin/mnara.mjs, which passes a channel that closes when the launcher ends.',
    isInternal: true,
  }),
});

/** The first lines of .env.example. */
export const ENV_EXAMPLE_HEADING =
  'Variables of the embedded shape (`mnara serve` and the other commands). All of them are optional; options on the command line take precedence. Generated from services/local/src/environment.ts; do not edit.';

type Values = z.output<typeof environmentSchema>;
let values: Values | undefined;

/** Reads the environment at first use, so that the program can report faults in its usual way. @throws ConfigError */
const read = (): Values => {
  values ??= readConfig(environmentSchema, process.env, { allowKnownSecrets: true });
  return values;
};

/**
 * The environment of this app; no other file reads it. Every property throws ConfigError when a variable is wrong.
 */
export const environment = {
  /** Data folder when --data is not given. */
  get data(): string | undefined {
    return read().MNARA_DATA;
  },
  /** Whether bin/mnara.mjs started this process; it passes a channel that closes when the launcher ends. */
  get isLaunched(): boolean {
    return read().MNARA_LAUNCHED === '1';
  },
  /** Port when --port is not given, validated: 0 to 65535. */
  get port(): string | undefined {
    return read().MNARA_PORT;
  },
  /** How long the embedded shape keeps records. */
  get kept(): KeptDays {
    const {
      MNARA_RETENTION_DAYS: legs,
      MNARA_MINUTE_RETENTION_DAYS: minutes,
      MNARA_MESSAGE_RETENTION_DAYS: messages,
    } = read();
    return { legs, minutes, messages };
  },
  /** The channels to people, the delivery receipts, and the watchdog address of the embedded shape. */
  get outward(): OutwardOptions {
    const values = read();
    return {
      channels: channelConfigs(values),
      smsReceipts: smsReceiptConfig(values),
      watchdogUrl: values.MNARA_WATCHDOG_URL,
      reports: reportConfig(values),
      provider: providerConfig(values),
      mailAddress: environment.mailAddress,
    };
  },
  /** Address that mails are sent from; undefined: no mail server is configured. */
  get mailAddress(): string | undefined {
    const { MNARA_SMTP_HOST: host, MNARA_SMTP_FROM: from } = read();
    return host === undefined ? undefined : from;
  },
  /** Existing Kafka for `mnara stack`: "host:port,host:port". */
  get brokers(): string | undefined {
    return read().KAFKA_BROKERS;
  },
  /** What these brokers require of their clients. */
  get kafkaAccess(): KafkaAccess {
    return kafkaAccess(read());
  },
  /** Prefix of the names of topics and groups of `mnara stack`. */
  get kafkaPrefix(): string {
    return read().KAFKA_PREFIX;
  },
  /** Existing database for `mnara stack`. */
  get databaseUrl(): string | undefined {
    return read().DATABASE_URL;
  },
  /**
   * Variables for an independent child process: those of this process and the given ones, without the launcher's
   * channel.
   */
  forChild(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const { MNARA_LAUNCHED: _, NODE_CHANNEL_FD: __, ...own } = process.env;
    return { ...own, ...variables };
  },
};
