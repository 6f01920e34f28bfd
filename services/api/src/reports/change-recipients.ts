import { isMailAddress } from '#config-files/people/contact-address.js';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { putWords } from '#store/messages/put-words.js';
import { MAX_RECIPIENTS, type RecipientStore } from '#store/reports/recipient-store.js';
import type { RecipientRecord, SubscriptionRecord } from '#store/reports/report-records.js';
import type { ReportRecipientInput } from '../gql/schema-types.js';
import type { ChangeSubscriptions } from './change-subscriptions.js';
import type { ReportConfig } from './report-config.js';
import { unknownReport } from './subscription-rights.js';
import { REPORT_WORDS } from './words/report-words.js';

const MAX_NAME = 120;
const CONTROL = /\p{Cc}/gu;
const bad = (message: string): RequestError => new RequestError('BAD_VALUE', message);

/** Path of the page on which an address agrees. */
const confirmPath = (key: string): string => `/exports/reports/confirm/${key}`;

/** Changes of who receives a report. */
export class ChangeRecipients {
  constructor(
    readonly recipients: RecipientStore,
    readonly subscriptions: ChangeSubscriptions,
    readonly config: ReportConfig,
    readonly now: () => number,
  ) {}

  /**
   * Adds a person of the people file, or an address outside: its domain must be allowed, and it gets a mail that asks.
   * @throws RequestError NOT_FOUND, FORBIDDEN, BAD_VALUE, CONFLICT, TOO_MUCH
   */
  async add(viewer: Viewer, input: ReportRecipientInput): Promise<RecipientRecord> {
    const subscription = await this.subscriptions.findMine(viewer, input.subscriptionId);
    const { personId = null, address = null } = input;
    if ((personId === null) === (address === null)) throw bad('Give a person of the people file, or an address.');
    const name = await this.#nameOf(input);
    if (address !== null) this.#requireAllowed(address);
    const now = this.now();
    const recipient = { subscriptionId: subscription.id, personId, address, name, by: viewer.name };
    const answer = await this.recipients.add(recipient, now, async (tx, { id, confirmKey }) => {
      await putWords(
        tx,
        [askMail(subscription, { id, confirmKey, address: address ?? '', name, by: viewer.name })],
        now,
      );
    });
    if ('added' in answer) return answer.added;
    throw answer.refused === 'known'
      ? new RequestError('CONFLICT', 'This recipient gets the report already, or was asked and has not answered.')
      : new RequestError('TOO_MUCH', `A report has at most ${MAX_RECIPIENTS} recipients; remove one of them first.`);
  }

  /** @throws RequestError NOT_FOUND, FORBIDDEN */
  async remove(viewer: Viewer, id: number): Promise<boolean> {
    const subscriptionId = await this.recipients.subscriptionOf(id);
    if (subscriptionId === undefined) throw unknownReport();
    await this.subscriptions.findMine(viewer, subscriptionId);
    return this.recipients.remove(id, this.now());
  }

  async #nameOf({ personId, name, address }: ReportRecipientInput): Promise<string> {
    if (personId == null) return ((name ?? '').replaceAll(CONTROL, ' ').trim() || (address ?? '')).slice(0, MAX_NAME);
    const known = await this.recipients.personName(personId);
    if (known === undefined) throw bad(`There is no person "${personId.slice(0, 60)}" in the people file.`);
    return known;
  }

  #requireAllowed(address: string): void {
    const { domains, hasPublicUrl } = this.config;
    if (!isMailAddress(address))
      throw bad(`"${address.slice(0, 100)}" is not a mail address; write for example ann@ministry.example.`);
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    if (!domains.includes(domain))
      throw new RequestError(
        'FORBIDDEN',
        `Reports may not be sent to addresses at ${domain.slice(0, 100)}; the administrator can allow the domain with MNARA_REPORT_DOMAINS.`,
      );
    if (!hasPublicUrl)
      throw new RequestError(
        'FORBIDDEN',
        'Mails have no links yet, so that the address could not agree; the administrator can set MNARA_PUBLIC_URL.',
      );
  }
}

interface Asked {
  readonly id: number;
  readonly confirmKey: string;
  readonly address: string;
  readonly name: string;
  readonly by: string;
}

/** The mail that asks; each time it is asked it has another key. */
function askMail(
  { name: report, language, timeZone }: SubscriptionRecord,
  { id, confirmKey, address, name, by }: Asked,
) {
  const { subject, lines } = REPORT_WORDS[language].ask(report, by);
  return {
    key: `report recipient ${id}/ask ${confirmKey.slice(0, 8)}`,
    kind: 'report' as const,
    supervisorId: `report recipient ${id}`,
    contactId: -id,
    channel: 'email' as const,
    address,
    words: {
      title: { en: subject },
      text: { en: subject },
      paragraphs: [lines],
      path: confirmPath(confirmKey),
      to: { name, language, timeZone },
    },
  };
}
