import { createHash, timingSafeEqual } from 'node:crypto';
import {
  All,
  Body,
  Controller,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Query,
  UnprocessableEntityException,
} from '@nestjs/common';
import { recordRefusal } from '#store/alerts/alert-store.js';
import { PostgresReceipts } from '#store/messages/postgres-receipts.js';
import { ADMINISTRATION_OPTIONS, type AdministrationOptions } from '../administration-options.js';
import { readSmsReceipts } from './sms-receipts.js';

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));
const asFields = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/**
 * Delivery receipts of an SMS gateway that knows the secret. The answer is sent when they are stored: a gateway that
 * gets no 204 sends them again.
 */
@Controller('receipts')
export class ReceiptsController {
  constructor(@Inject(ADMINISTRATION_OPTIONS) readonly options: AdministrationOptions) {}

  @All('sms/:secret')
  @HttpCode(204)
  async sms(@Param('secret') secret: string, @Query() query: unknown, @Body() body: unknown): Promise<void> {
    const { database, smsReceipts: config } = this.options;
    // A caller without the secret must not find out whether one is configured.
    if (config === undefined || !isSame(secret, config.secret)) throw new NotFoundException();
    const now = Date.now();
    const read = readSmsReceipts(config, Array.isArray(body) ? { body } : { ...asFields(query), ...asFields(body) });
    if (!read.ok) {
      await recordRefusal(database, 'SMS gateway', 'delivery receipt', read.fault, now);
      throw new UnprocessableEntityException({ faults: [read.fault] });
    }
    if (read.receipts.length > 0) await new PostgresReceipts(database).record(read.receipts, now);
  }
}
