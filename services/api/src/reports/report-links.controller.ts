import { Controller, Get, Header, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { tokenOf } from '#administration/access/credentials.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { LinkedRecipient } from '#store/reports/recipient-store.js';
import type { RunRecord } from '#store/reports/report-records.js';
import { ReportStores } from '#store/reports/report-stores.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { LiveHub } from '../live/live-hub.js';
import { linkPage } from './link-page.js';
import { filePath } from './report-view.js';
import { seesSubscription } from './subscription-rights.js';
import { REPORT_WORDS } from './words/report-words.js';

const HTML = 'text/html; charset=utf-8';
const NUMBER = /^\d{1,15}$/;
const EN = REPORT_WORDS.en;

/**
 * What links in mails open. A GET changes nothing: programs that scan mails open every link. A POST
 * of the page's button, or of a mail program (RFC 8058), does.
 */
@Controller('exports/reports')
export class ReportLinksController {
  constructor(
    @Inject(ReportStores) private readonly stores: ReportStores,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  @Get('confirm/:key')
  @Header('Content-Type', HTML)
  async confirmPage(@Param('key') key: string, @Res({ passthrough: true }) response: Response): Promise<string> {
    const found = await this.stores.recipients.ofLink('confirm', key);
    if (found === undefined) return unknown(response);
    const { pages } = REPORT_WORDS[found.language];
    return found.state === 'unconfirmed' ? asked(found, pages.confirmTitle, pages.confirmButton) : done(found);
  }

  @Post('confirm/:key')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  async confirm(@Param('key') key: string, @Res({ passthrough: true }) response: Response): Promise<string> {
    await this.stores.recipients.confirm(key, this.config.now());
    const found = await this.stores.recipients.ofLink('confirm', key);
    return found === undefined ? unknown(response) : done(found);
  }

  @Get('leave/:key')
  @Header('Content-Type', HTML)
  async leavePage(@Param('key') key: string, @Res({ passthrough: true }) response: Response): Promise<string> {
    const found = await this.stores.recipients.ofLink('leave', key);
    if (found === undefined) return unknown(response);
    const { pages } = REPORT_WORDS[found.language];
    return found.state === 'left' ? done(found) : asked(found, pages.leaveTitle, pages.leaveButton);
  }

  @Post('leave/:key')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  async leave(@Param('key') key: string, @Res({ passthrough: true }) response: Response): Promise<string> {
    await this.stores.recipients.leave(key, this.config.now());
    const found = await this.stores.recipients.ofLink('leave', key);
    return found === undefined ? unknown(response) : done(found);
  }

  /** The files of a report that was too large for a mail: until a time, and for anyone who may see it. */
  @Get('link/:key')
  @Header('Content-Type', HTML)
  async link(@Param('key') key: string, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const found = await this.stores.archive.ofLink(key);
    if (found === undefined) return unknown(response);
    const viewer = await this.#viewer(request);
    if (viewer === undefined) return refused(response, 401, EN.pages.signIn);
    if (!(await this.#sees(viewer, found.run))) return unknown(response);
    if (found.until <= this.config.now()) return refused(response, 410, EN.pages.expired);
    const files = await this.stores.files.list([found.run.id]);
    const links = files.map(({ fileId, name }) => ({ path: filePath(fileId), text: name }));
    return linkPage({ language: 'en', title: found.run.title ?? '', lines: [], links });
  }

  /** One file of the archive, byte for byte. */
  @Get('files/:id')
  async file(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const viewer = await this.#viewer(request);
    const json = (status: number, code: string, message: string): void => {
      response.status(status).json({ errors: [{ message, extensions: { code } }] });
    };
    if (viewer === undefined) return json(401, 'UNAUTHENTICATED', EN.pages.signIn);
    const file = NUMBER.test(id) ? await this.stores.files.find(Number(id)) : undefined;
    const run = file === undefined ? undefined : await this.stores.archive.run(file.runId);
    if (file === undefined || run === undefined || !(await this.#sees(viewer, run)))
      return json(404, 'NOT_FOUND', 'There is no such file that you may see.');
    response.setHeader('Content-Type', file.mediaType);
    response.setHeader('Content-Disposition', `attachment; filename="${file.name}"`);
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('ETag', `"${file.sha256}"`);
    response.end(await this.stores.files.read(file.fileId));
  }

  async #viewer(request: Request): Promise<Viewer | undefined> {
    const token = tokenOf(request.headers);
    return token === undefined ? undefined : this.tokens.verify(token, this.config.now());
  }

  async #sees(viewer: Viewer, run: RunRecord): Promise<boolean> {
    const subscription = await this.stores.subscriptions.find(run.subscriptionId);
    return subscription !== undefined && seesSubscription(viewer, subscription, this.hub.directory());
  }
}

const asked = ({ language, reportName, address }: LinkedRecipient, title: string, button: string): string =>
  linkPage({ language, title, lines: [reportName, address ?? ''], button });

function done({ language, reportName, state }: LinkedRecipient): string {
  const { pages } = REPORT_WORDS[language];
  return linkPage({ language, title: state === 'left' ? pages.left : pages.confirmed, lines: [reportName] });
}

function refused(response: Response, status: number, title: string): string {
  response.status(status);
  return linkPage({ language: 'en', title, lines: [] });
}

const unknown = (response: Response): string => refused(response, 404, EN.pages.unknown);
