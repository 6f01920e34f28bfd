import { z } from 'zod';
import type { KafkaAccess } from '../kafka/kafka-client.js';
import { LOG_LEVELS } from '../telemetry/log-level.js';
import { ConfigError, settings } from './read-config.js';

const MAX_PORT = 65_535;

const wholeNumber = (min: number, max: number, what: string) =>
  z.coerce
    .number(`give ${what}, ${min} to ${max}`)
    .int(`give ${what}, ${min} to ${max}`)
    .min(min, `give ${what}, ${min} to ${max}`)
    .max(max, `give ${what}, ${min} to ${max}`);

/** A port of a service; 0 means any free port. */
export const portSetting = (usual: number, says: string) =>
  wholeNumber(0, MAX_PORT, 'a port')
    .default(usual)
    .register(settings, { says: `${says} 0 takes a free one. Without it ${usual}.`, example: String(usual) });

/** A count with a default and limits. */
export const countSetting = (usual: number, min: number, max: number, says: string) =>
  wholeNumber(min, max, 'a whole number')
    .default(usual)
    .register(settings, { says: `${says} Without it ${usual}.`, example: String(usual) });

/** The dashboard's address as its users reach it: the same for every service whose messages or pages have links. */
export const publicUrlSetting = () =>
  z
    .url({ protocol: /^https?$/, error: 'give an address like https://mnara.example' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .register(settings, {
      says: 'Address of the dashboard as its users reach it, for the links in messages. If it is not set, messages have no links.',
      example: 'https://mnara.example',
    });

/** A switch: `true` or `false`; default false. */
export const switchSetting = (says: string) =>
  z
    .enum(['true', 'false'], 'give true or false')
    .default('false')
    .transform((text) => text === 'true')
    .register(settings, { says: `${says} Without it false.`, example: 'false' });

const isDatabaseAddress = (text: string): boolean => {
  try {
    return ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
};

const isBroker = (text: string): boolean => {
  const port = /^[\w.-]+:(\d+)$/.exec(text)?.[1] ?? /^\[[0-9a-f:]+\]:(\d+)$/i.exec(text)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) <= MAX_PORT;
};

const MECHANISMS = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;

/** How to connect to brokers that require TLS, or a user name and a password. */
export const kafkaSettings = () => ({
  KAFKA_TLS: switchSetting('Whether the brokers’ listeners speak TLS.'),
  KAFKA_CA: z
    .string()
    .regex(/-----BEGIN CERTIFICATE-----/, 'give certificates as PEM text')
    .optional()
    .register(settings, {
      says:
        'Certificates of the authorities that sign the brokers’ certificates, as PEM. Without it, the authorities ' +
        'that Node.js trusts.',
      isSecret: true,
    }),
  KAFKA_USER: z.string().optional().register(settings, {
    says: 'User name for the brokers (SASL). Without it, connections do not sign in.',
  }),
  KAFKA_PASSWORD: z.string().optional().register(settings, {
    says: 'Password of KAFKA_USER.',
    isSecret: true,
  }),
  KAFKA_SASL: z
    .enum(MECHANISMS, `give one of ${MECHANISMS.join(', ')}`)
    .default('scram-sha-512')
    .register(settings, {
      says: `How KAFKA_USER signs in: ${MECHANISMS.join(', ')}. Without it scram-sha-512.`,
      example: 'scram-sha-512',
    }),
});

type Values = z.output<z.ZodObject<ReturnType<typeof kafkaSettings>>>;

/** The Kafka access that the settings describe. @throws ConfigError when the settings contradict each other */
export function kafkaAccess(values: Values): KafkaAccess {
  const {
    KAFKA_TLS: isTls,
    KAFKA_CA: ca,
    KAFKA_USER: username,
    KAFKA_PASSWORD: password,
    KAFKA_SASL: mechanism,
  } = values;
  const faults: string[] = [];
  if (ca !== undefined && !isTls) faults.push('KAFKA_CA is set and KAFKA_TLS is not true; set both or neither.');
  if ((username === undefined) !== (password === undefined))
    faults.push('Only one of KAFKA_USER and KAFKA_PASSWORD is set; set both or neither.');
  if (username !== undefined && mechanism === 'plain' && !isTls)
    faults.push('KAFKA_SASL=plain would send the password in the clear; set KAFKA_TLS=true, or use scram-sha-512.');
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    ...(isTls ? { tls: { ca } } : {}),
    ...(username === undefined || password === undefined ? {} : { sasl: { mechanism, username, password } }),
  };
}

/** Variables for a child process whose broker requires neither TLS nor a sign-in. */
export const NO_KAFKA_ACCESS: Readonly<Record<string, string>> = {
  KAFKA_TLS: '',
  KAFKA_CA: '',
  KAFKA_CA_FILE: '',
  KAFKA_USER: '',
  KAFKA_PASSWORD: '',
  KAFKA_PASSWORD_FILE: '',
};

/**
 * Variables that every service has: the addresses of the database and the brokers, and how the service listens and
 * logs.
 */
export const serviceSettings = () => ({
  DATABASE_URL: z
    .string()
    .refine(isDatabaseAddress, 'give an address like postgres://user:password@host:5432/database')
    .register(settings, {
      says: 'Address of the database (TimescaleDB, or PostgreSQL), with user and password.',
      example: 'postgres://mnara:change-me@127.0.0.1:5432/mnara',
      isSecret: true,
      knownValue: 'postgres://mnara:change-me@127.0.0.1:5432/mnara',
    }),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine((brokers) => brokers.every(isBroker), 'give host:port of one or more brokers, with commas between them')
    .register(settings, {
      says: 'One or more brokers of the event log, host:port, with commas between them.',
      example: '127.0.0.1:9092',
    }),
  ...kafkaSettings(),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/, 'give letters, digits, dot, dash and underscore, at most 60')
    .default('mnara')
    .register(settings, {
      says:
        'Prefix of the names of topics and consumer groups, so that installations can share brokers. Without it ' +
        'mnara.',
      example: 'mnara',
    }),
  MNARA_HOST: z.string().default('127.0.0.1').register(settings, {
    says: 'Address on which the services listen; 0.0.0.0 is every address of the machine. Without it 127.0.0.1.',
    example: '127.0.0.1',
  }),
  MNARA_LOG_LEVEL: z
    .enum(LOG_LEVELS, `give one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .register(settings, {
      says: `What is logged, from ${LOG_LEVELS.join(', ')} up. Without it info.`,
      example: 'info',
    }),
  MNARA_LAUNCHED: z.string().optional().register(settings, {
    says: 'Set by bin/mnara.mjs, which passes a channel that closes when the launcher ends.',
    isInternal: true,
  }),
});

/** The values of `serviceSettings`. */
export type ServiceConfig = z.output<z.ZodObject<ReturnType<typeof serviceSettings>>>;

/** The number of partitions and copies with which the first service to start creates the topics. */
export const topicSettings = () => ({
  KAFKA_PARTITIONS: countSetting(
    12,
    1,
    1000,
    'Partitions of the events topic when it is created: the maximum number of processors that can share the ' +
      'work. Never change it afterwards: the order within a centre would break.',
  ),
  KAFKA_REPLICAS: countSetting(1, 1, 9, 'Copies of each partition when topics are created; use 3 on a cluster.'),
});

/** The values of `topicSettings`. */
export type TopicConfig = z.output<z.ZodObject<ReturnType<typeof topicSettings>>>;

const MIN_DAYS = 35;

/** How many days single records are kept. Without it, nothing is deleted. */
export const retentionSetting = () =>
  z.coerce
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

const MIN_MINUTE_DAYS = 7;

const MINUTE_DAYS = 35;

/** How many days the minute figures of regions are kept. */
export const minuteRetentionSetting = () =>
  wholeNumber(MIN_MINUTE_DAYS, 3_650, 'a whole number of days')
    .default(MINUTE_DAYS)
    .register(settings, {
      says:
        'Days for which the sums by minute and region are kept; older ones are dropped once a day, on TimescaleDB by ' +
        'whole chunks. Only the last hours of them are shown, and the sums by quarter hour stay.',
      example: '35',
    });
