import type { RuleWords } from '#domain/alert/rule.js';
import type { Language } from '#domain/people/contact.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { AlertFacts, MessageFacts, Names, OwnWords } from '#store/messages/message-facts.js';
import type { ClaimedMessage } from '#store/messages/outbox.js';
import { EN } from './en.js';
import { countWords, figureWords, momentWords } from './figures.js';
import { KK } from './kk.js';
import { fitBrief, oneLine } from './one-line.js';
import { RU } from './ru.js';
import { SW } from './sw.js';
import type { Wording } from './wording.js';

export const WORDINGS: Readonly<Record<Language, Wording>> = { en: EN, sw: SW, kk: KK, ru: RU };

/** Maximum number of alerts that one text lists; the others are counted. */
const MAX_NAMED = 20;
const MAX_SUBJECT = 150;

interface Reader {
  readonly words: Wording;
  readonly language: Language;
  readonly timeZone: string;
}

const inLanguage = (texts: RuleWords | Names | undefined, language: Language): string | undefined =>
  texts?.[language] ?? texts?.['en'];

/**
 * Words a claimed message for its recipient. Pure. @param base address of the dashboard, without a trailing slash;
 * undefined: no links
 */
export function wordMessage(claimed: ClaimedMessage, base: string | undefined): ChannelMessage {
  const { key, supervisorId, name, address, language, timeZone, facts } = claimed;
  const reader = { words: WORDINGS[language], language, timeZone };
  const text = facts.words === undefined ? textOfAlerts(reader, facts) : textOfOwn(reader, facts.words);
  const link = base === undefined ? undefined : `${base}${pathOf(facts)}`;
  const { words } = reader;
  const subject = oneLine(subjectOf(words, facts, text.title));
  const paragraphs = [[subject], ...text.paragraphs.map((lines) => lines.map(oneLine))];
  if (link !== undefined) paragraphs.push([words.open(link)]);
  const leaveLink =
    base === undefined || facts.words?.leavePath === undefined ? undefined : base + facts.words.leavePath;
  const footer = facts.kind === 'report' ? words.reportFooter(oneLine(name)) : words.footer(oneLine(name));
  return {
    key,
    supervisorId,
    name: oneLine(name),
    address,
    language,
    severity: facts.severity,
    subject: subject.length > MAX_SUBJECT ? `${subject.slice(0, MAX_SUBJECT - 1)}…` : subject,
    brief: fitBrief(subject, text.lines.map(oneLine), link, (count) => words.more(countWords(words, count))),
    paragraphs: [...paragraphs, leaveLink === undefined ? [footer] : [footer, words.leave(leaveLink)]],
    link,
    leaveLink,
    facts,
  };
}

function subjectOf(words: Wording, { kind, severity }: MessageFacts, title: string): string {
  switch (kind) {
    case 'report':
      return title;
    case 'resolved':
      return `${words.resolved}: ${title}`;
    default:
      return `${words.severity[severity]}: ${title}`;
  }
}

function pathOf({ alerts: [first, ...others], words }: MessageFacts): string {
  if (words !== undefined) return words.path ?? '/';
  return first === undefined || others.length > 0 ? '/alerts' : `/alerts/${first.alertId}`;
}

interface Text {
  readonly title: string;
  /** One line for each alert or statement. */
  readonly lines: readonly string[];
  readonly paragraphs: readonly (readonly string[])[];
}

function textOfOwn({ language }: Reader, { title, text, paragraphs }: OwnWords): Text {
  const lines = [inLanguage(text, language) ?? ''];
  return { title: inLanguage(title, language) ?? '', lines, paragraphs: paragraphs ?? [lines] };
}

function textOfAlerts(reader: Reader, facts: MessageFacts): Text {
  const { words, language } = reader;
  const { alerts, kind } = facts;
  const rules = new Map<string, AlertFacts[]>();
  for (const alert of alerts) rules.set(alert.ruleId, [...(rules.get(alert.ruleId) ?? []), alert]);
  const lines = alerts.map((alert) => lineOf(reader, alert, kind === 'resolved'));
  const paragraphs: string[][] = [];
  let room = MAX_NAMED;
  for (const [ruleId, own] of rules) {
    const shown = own.slice(0, room).map((alert) => lineOf(reader, alert, kind === 'resolved'));
    room -= shown.length;
    if (own.length > shown.length) shown.push(words.more(countWords(words, own.length - shown.length)));
    if (rules.size > 1) shown.unshift(`${inLanguage(own[0]?.ruleNames, language) ?? ruleId}:`);
    paragraphs.push(shown);
    const advice = inLanguage(own[0]?.advice, language);
    if (kind === 'page' && advice !== undefined) paragraphs.push([words.whatToDo(advice)]);
  }
  if (kind === 'page') paragraphs.push([words.acknowledge]);
  return { title: titleOf(reader, alerts, [...rules.values()]), lines, paragraphs };
}

function titleOf(reader: Reader, alerts: readonly AlertFacts[], rules: readonly (readonly AlertFacts[])[]): string {
  const { words, language } = reader;
  const names = rules.map(([first]) => inLanguage(first?.ruleNames, language) ?? first?.ruleId ?? '');
  const [only, ...others] = alerts;
  if (only === undefined) return names.join(', ');
  if (others.length === 0) return `${names.join(', ')}, ${placeOf(reader, only)}`;
  const regions = new Set(alerts.map(({ regionId }) => regionId));
  const count = words.alerts(countWords(words, alerts.length));
  const region = regions.size === 1 ? (inLanguage(only.regionNames, language) ?? only.regionId) : undefined;
  return [names.join(', '), count, ...(region === undefined ? [] : [region])].join(', ');
}

function placeOf({ words, language }: Reader, alert: AlertFacts): string {
  const centre = inLanguage(alert.centreNames, language) ?? alert.centreId;
  const region = inLanguage(alert.regionNames, language) ?? alert.regionId;
  const service = inLanguage(alert.serviceNames, language) ?? alert.serviceId;
  const agency = inLanguage(alert.agencyNames, language) ?? alert.agencyId;
  const subject = service ?? (alert.serviceId === undefined ? agency : undefined);
  const places = [centre ?? region, subject].filter((one) => one !== undefined);
  return places.length === 0 ? words.wholeNetwork : places.join(', ');
}

function lineOf(reader: Reader, alert: AlertFacts, isOver: boolean): string {
  const { words, timeZone } = reader;
  const moment = (at: number) => momentWords(words, timeZone, at);
  const parts = [alert.isStorm ? words.storm : placeOf(reader, alert)];
  if (isOver) {
    const { firedAt, clearedAt } = alert;
    if (firedAt !== undefined && clearedAt !== undefined) parts.push(words.fromTo(moment(firedAt), moment(clearedAt)));
    return parts.join(', ');
  }
  const unit = alert.isStorm ? 'count' : alert.unit;
  const figure = (value: number | undefined) => (value === undefined ? undefined : figureWords(words, unit, value));
  const value = alert.isKnown ? figure(alert.value) : words.unknown;
  const limit = figure(alert.threshold);
  if (value !== undefined) parts.push(limit === undefined ? value : `${value} (${words.limit(limit)})`);
  if (alert.firedAt !== undefined) parts.push(words.since(moment(alert.firedAt)));
  if (!alert.isActive && alert.clearedAt !== undefined) parts.push(words.resolvedSince(moment(alert.clearedAt)));
  return parts.join(', ');
}
