import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { type Database, isTransient } from '#platform/postgres/database.js';
import { type Listening, listenTo } from '#platform/postgres/listening.js';
import type { Log } from '#platform/telemetry/log.js';
import { rateLimitedLog } from '#platform/telemetry/rate-limited-log.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { PostgresReceipts } from '#store/messages/postgres-receipts.js';
import { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import { ReportFileStore } from '#store/reports/report-file-store.js';
import { wordMessage } from '../wording/word-message.js';
import type { Channels } from './channel.js';
import type { ChannelConfigs } from './channels/channel-settings.js';
import { closeChannels, openChannels } from './channels/open-channels.js';
import { Dispatcher, type Paces } from './dispatcher.js';
import { PrometheusDispatchMetrics } from './prometheus-dispatch-metrics.js';
import { RETRY_POLICY } from './retry-pause.js';
import { Settling } from './settling.js';

/** What the host gives to the dispatcher. */
export interface DispatchOptions {
  readonly database: Database;
  readonly channels: ChannelConfigs;
  readonly log: Log;
  readonly metrics?: Registry | undefined;
}

/** Channel of the database on which a trigger announces new messages (infra/migrations/0020_alerts_told_on.sql). */
const OUTBOX_CHANNEL = 'mnara_outbox';

export const DISPATCH_OPTIONS = Symbol('DispatchOptions');

/** Creates a dispatcher over real channels. It starts at once. */
function startDispatcher(
  channels: Channels,
  { database, log, metrics }: DispatchOptions,
  { publicUrl, paces }: { readonly publicUrl: string | undefined; readonly paces: Paces },
): Dispatcher {
  const outbox = new PostgresOutbox(database);
  const onFailure = rateLimitedLog(log);
  const settling = new Settling(outbox, { sleep: (ms) => sleep(ms), onFailure, isTransient });
  return new Dispatcher(channels, paces, {
    outbox,
    settling,
    policy: RETRY_POLICY,
    metrics: new PrometheusDispatchMetrics(metrics ?? new Registry()),
    word: (message) => wordMessage(message, publicUrl),
    now: Date.now,
    chance: Math.random,
    onFailure,
  });
}

/** Sends the messages of the outbox as long as its host runs. */
@Injectable()
export class DispatchHost implements OnApplicationBootstrap, OnApplicationShutdown {
  #channels: Channels | undefined;
  #dispatcher: Dispatcher | undefined;
  #listening: Listening | undefined;

  constructor(@Inject(DISPATCH_OPTIONS) readonly options: DispatchOptions) {}

  async onApplicationBootstrap(): Promise<void> {
    const { channels, database, log } = this.options;
    const reportFiles = new ReportFileStore(database);
    const parts = {
      notices: new ScreenNoticeStore(database, Date.now),
      receipts: new PostgresReceipts(database),
      readFile: (fileId: number) => reportFiles.read(fileId),
      log: log.part('channels'),
      now: Date.now,
    };
    this.#channels = await openChannels(channels, parts);
    const dispatcher = startDispatcher(this.#channels, this.options, channels);
    this.#dispatcher = dispatcher;
    // Every process that writes into the outbox announces it with its commit.
    this.#listening = listenTo(database, OUTBOX_CHANNEL, {
      onNotification: (channel) => dispatcher.wake(channel),
      onTrouble: rateLimitedLog(log),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#listening?.stop();
    await this.#dispatcher?.stop();
    if (this.#channels !== undefined) await closeChannels(this.#channels);
  }
}
