import { v7 as uuid } from 'uuid';
import { maySendDirectives, type Viewer } from '#domain/access/viewer.js';
import { checkNewDirective, type FieldFault } from '#domain/directive/check-directive.js';
import type { DirectiveRecord, DirectiveStore } from '#store/directives/directive-store.js';
import type {
  DirectiveInput,
  InvalidDirective,
  NotAllowed,
  UnknownCentre,
  UnknownDirective,
} from '../gql/schema-types.js';

type NamedType<Type extends { readonly __typename?: string }> = Type & Required<Pick<Type, '__typename'>>;

/** Expected failures, with the name of their type in the schema. */
export type Failure = NamedType<InvalidDirective> | NamedType<NotAllowed>;
export type SendFailure = Failure | NamedType<UnknownCentre>;
export type AnswerFailure = Failure | NamedType<UnknownDirective>;

const MINUTE_MS = 60_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ALERT_ID = /^\d{1,18}$/;

/** Whether a text has the form of a directive's id. */
export const isDirectiveId = (id: string): boolean => UUID.test(id);

/** Whether a text has the form of an alert's id. */
export const isAlertId = (id: string): boolean => ALERT_ID.test(id);

const invalid = (...faults: readonly FieldFault[]): Failure => ({ __typename: 'InvalidDirective', faults });

function faultsOf(input: DirectiveInput): readonly FieldFault[] {
  const faults = [...checkNewDirective({ ...input, quantity: input.quantity ?? undefined })];
  if (!isDirectiveId(input.requestId))
    faults.push({ field: 'requestId', message: 'It must be a UUID; generate a new one.' });
  if (input.alertId != null && !isAlertId(input.alertId))
    faults.push({ field: 'alertId', message: 'This is not the id of an alert.' });
  return faults;
}

/** Sends a directive, or returns why it cannot. @param now Unix milliseconds */
export async function sendDirective(
  store: DirectiveStore,
  viewer: Viewer,
  input: DirectiveInput,
  now: number,
): Promise<DirectiveRecord | SendFailure> {
  if (!maySendDirectives(viewer))
    return {
      __typename: 'NotAllowed',
      message: 'Only operators of the secretariat can send directives; sign in with an operator’s link.',
    };
  const faults = faultsOf(input);
  if (faults.length > 0) return invalid(...faults);
  const sent = await store.send(viewer.scope, {
    id: uuid({ msecs: now }),
    requestId: input.requestId,
    centreId: input.centreId,
    alertId: input.alertId ?? undefined,
    kind: input.kind,
    quantity: input.quantity ?? undefined,
    text: input.text.trim(),
    sentAt: now,
    sentBy: viewer.name,
    acknowledgeBy: now + input.acknowledgeMinutes * MINUTE_MS,
    dueAt: now + input.dueMinutes * MINUTE_MS,
  });
  switch (sent.kind) {
    case 'sent':
      return sent.record;
    case 'unknown_centre':
      return {
        __typename: 'UnknownCentre',
        message: 'There is no centre with this id to which you may send directives; choose one from the list.',
      };
    case 'unknown_alert':
      return invalid({
        field: 'alertId',
        message: 'This alert does not concern the centre; send the directive from the centre’s page.',
      });
    case 'request_taken':
      return invalid({ field: 'requestId', message: 'Another directive has this request id; choose a new one.' });
  }
}
