import { mayRespondToAlerts, type Viewer } from '#domain/access/viewer.js';
import { acknowledge } from '#domain/alert/respond.js';
import type { AlertRecord, SilenceRecord } from '#store/alerts/alert-record.js';
import type { AlertStore, AlertWrite, NewSilence } from '#store/alerts/alert-store.js';
import { visibleTo } from '#store/network/directory.js';
import type { AlertRefusalCode, SilenceInput } from '../gql/schema-types.js';
import type { LiveHub } from '../live/live-hub.js';

/** Why nothing was changed. */
export interface Refused {
  readonly refused: AlertRefusalCode;
  readonly message: string;
  readonly alert?: AlertRecord;
}
export type AlertAnswer = { readonly alert: AlertRecord } | Refused;
export type SilenceAnswer = { readonly silence: SilenceRecord } | Refused;

const MINUTE_MS = 60_000;
const MAX_TEXT = 2_000;
const MAX_SILENCE_MINUTES = 31 * 24 * 60;

const NOT_FOUND: Refused = {
  refused: 'not_found',
  message: 'There is no alert with this id that you may see; use an id from the list.',
};

const NOT_ALLOWED =
  'Only operators and managers can acknowledge, comment and silence alerts; sign in with the link of one of these roles.';

/**
 * People's actions on alerts. Every refusal is recorded: in the alert's timeline, or separately when there is no alert.
 */
export class AnswerAlerts {
  constructor(
    readonly alerts: AlertStore,
    readonly hub: Pick<LiveHub, 'directory'>,
    readonly now: () => number,
  ) {}

  /** Acknowledges an alert, if it still shows the problem that the person saw. */
  acknowledge(viewer: Viewer, id: string, episode: number, minutes: number): Promise<AlertAnswer> {
    const now = this.now();
    return this.#change(viewer, id, `acknowledge alert ${id}`, (alert) => {
      if (alert.state.episode !== episode)
        return refusal('fired_again', 'It has fired again since you saw it; look at it and acknowledge it again.');
      const done = acknowledge(alert.state, viewer.name, now + minutes * MINUTE_MS, now);
      if (done.ok) {
        const detail = { until: new Date(now + minutes * MINUTE_MS).toISOString() };
        return { entry: { kind: 'acknowledged', actor: viewer.name, at: now, detail }, state: done.state };
      }
      switch (done.why) {
        case 'closed':
          return refusal('closed', 'It has cleared and is closed; nothing more has to be done.');
        case 'taken':
          return refusal(
            'taken',
            `${alert.state.acknowledgement?.by ?? 'Another person'} has already acknowledged it; ask them, or wait until their time is over.`,
          );
        case 'not_fired':
          return refusal('not_found', NOT_FOUND.message);
        case 'bad_time':
          return refusal(
            'bad_input',
            `An alert can be acknowledged for 1 to ${24 * 60} minutes; ${minutes} is outside this range.`,
          );
      }
    });
  }

  comment(viewer: Viewer, id: string, text: string): Promise<AlertAnswer> {
    return this.#change(viewer, id, `comment alert ${id}`, () => {
      const said = text.trim();
      if (said === '' || said.length > MAX_TEXT)
        return refusal('bad_input', `A comment must have 1 to ${MAX_TEXT} characters; this one has ${said.length}.`);
      return { entry: { kind: 'comment', actor: viewer.name, at: this.now(), detail: { text: said } } };
    });
  }

  assign(viewer: Viewer, id: string, to: string | null): Promise<AlertAnswer> {
    return this.#change(viewer, id, `assign alert ${id}`, ({ state }) => {
      if (state.closedAt !== undefined) return refusal('closed', 'The alert is closed, so it cannot be assigned.');
      if (to !== null && (to.trim() === '' || to.length > 200))
        return refusal('bad_input', 'Give the name of the person to assign it to, in at most 200 characters.');
      return { entry: { kind: 'assigned', actor: viewer.name, at: this.now(), detail: { to } }, assignedTo: to };
    });
  }

  async silence(viewer: Viewer, request: SilenceInput): Promise<SilenceAnswer> {
    const now = this.now();
    if (!mayRespondToAlerts(viewer)) return this.#refuse(viewer, 'make a silence', 'not_allowed', NOT_ALLOWED);
    const fault = this.#faultOf(viewer, request);
    if (fault !== undefined) return this.#refuse(viewer, 'make a silence', 'bad_input', fault);
    const from = request.from ?? now;
    const silence: NewSilence = {
      kind: request.kind,
      ruleId: request.ruleId ?? null,
      ...within(viewer, request),
      serviceId: request.serviceId ?? null,
      from,
      to: from + request.minutes * MINUTE_MS,
      reason: request.reason.trim(),
      madeBy: viewer.name,
    };
    return { silence: await this.alerts.addSilence(silence, now) };
  }

  async endSilence(viewer: Viewer, id: string): Promise<SilenceAnswer> {
    if (!mayRespondToAlerts(viewer)) return this.#refuse(viewer, `end silence ${id}`, 'not_allowed', NOT_ALLOWED);
    const silence = await this.alerts.endSilence(viewer.scope, id, viewer.name, this.now());
    if (silence !== undefined) return { silence };
    const message = 'There is no active silence with this id that you may end; use an id from the list.';
    return this.#refuse(viewer, `end silence ${id}`, 'not_found', message);
  }

  #faultOf(viewer: Viewer, { minutes, reason, ...request }: SilenceInput): string | undefined {
    if (!(minutes >= 1 && minutes <= MAX_SILENCE_MINUTES))
      return `A silence lasts 1 to ${MAX_SILENCE_MINUTES} minutes; ${minutes} is outside this range.`;
    if (reason.trim() === '' || reason.length > MAX_TEXT)
      return 'Give a reason, so that others can understand the silence.';
    const { ruleId, regionId, centreId, serviceId, agencyId } = request;
    if ([ruleId, regionId, centreId, serviceId, agencyId].every((id) => id == null))
      return 'Name a rule or a place; a silence of everything would hide everything.';
    const whole = this.hub.directory();
    const visible = visibleTo(viewer, whole, { regionId, centreId });
    if (serviceId != null && !visible.serviceById.has(serviceId))
      return `There is no service "${serviceId}" that you may see.`;
    if (agencyId != null && !visible.agencyById.has(agencyId))
      return `There is no agency "${agencyId}" that you may see.`;
    return undefined;
  }

  async #change(
    viewer: Viewer,
    id: string,
    what: string,
    decide: (alert: AlertRecord) => AlertWrite | Omit<Refused, 'alert'>,
  ): Promise<AlertAnswer> {
    if (!mayRespondToAlerts(viewer)) return this.#refuse(viewer, what, 'not_allowed', NOT_ALLOWED);
    const now = this.now();
    const done = await this.alerts.change(viewer.scope, id, (alert) => {
      const decided = decide(alert);
      if (!('refused' in decided)) return { write: decided, refused: undefined };
      const detail = { what, why: decided.refused, ...holderOf(decided.refused, alert) };
      return { write: { entry: { kind: 'refused', actor: viewer.name, at: now, detail } }, refused: decided };
    });
    if (done === undefined) return this.#refuse(viewer, what, NOT_FOUND.refused, NOT_FOUND.message);
    const alert = await this.alerts.read(viewer.scope, id);
    if (alert === undefined) return NOT_FOUND;
    return done.refused === undefined ? { alert } : { ...done.refused, alert };
  }

  async #refuse(viewer: Viewer, what: string, refused: AlertRefusalCode, message: string): Promise<Refused> {
    await this.alerts.recordRefusal(viewer.name, what, message, this.now());
    return { refused, message };
  }
}

/** Who has acknowledged the alert, when that is the reason for the refusal. */
const holderOf = (why: AlertRefusalCode, { state: { acknowledgement } }: AlertRecord): { readonly holder?: string } =>
  why === 'taken' && acknowledgement !== undefined ? { holder: acknowledgement.by } : {};

const refusal = (refused: AlertRefusalCode, message: string): Omit<Refused, 'alert'> => ({ refused, message });

/** The requested place, never wider than what the viewer may see. */
function within({ scope }: Viewer, { regionId, centreId, agencyId }: SilenceInput) {
  return {
    regionId: scope.kind === 'region' ? scope.regionId : (regionId ?? null),
    centreId: scope.kind === 'centre' ? scope.centreId : (centreId ?? null),
    agencyId: scope.kind === 'agency' ? scope.agencyId : (agencyId ?? null),
  };
}
