import type { AlertRecord } from '#store/alerts/alert-record.js';
import type { AlertResultView, AlertView, SilenceResultView } from '../gql/schema-types.js';
import { nameIn } from '../network/network-view.js';
import type { AlertAnswer, Refused, SilenceAnswer } from './answer-alerts.js';

/** Converts an alert to its schema type. */
export function alertView({ names, advice, state, version: _version, ...alert }: AlertRecord): AlertView {
  const { acknowledgement: taken } = state;
  return {
    ...alert,
    name: nameIn(names, alert.ruleId),
    advice: nameIn(advice, ''),
    condition: state.condition,
    conditionSince: state.since,
    signal: state.signal,
    signalReason: state.signalReason ?? null,
    value: state.value ?? null,
    threshold: state.threshold ?? null,
    episode: state.episode,
    firedAt: state.firedAt ?? null,
    clearedAt: state.clearedAt ?? null,
    closedAt: state.closedAt ?? null,
    acknowledgedBy: taken?.by ?? null,
    acknowledgedAt: taken?.at ?? null,
    acknowledgedUntil: taken?.until ?? null,
    suppressedBy: state.suppressedBy,
  };
}

const refusedView = ({ refused, message, alert }: Refused) => ({
  __typename: 'AlertRefused' as const,
  code: refused,
  message,
  current: alert === undefined ? null : alertView(alert),
});

/** The result union of a change of an alert. */
export const alertResult = (answer: AlertAnswer): AlertResultView =>
  'refused' in answer ? refusedView(answer) : { __typename: 'AlertChanged', alert: alertView(answer.alert) };

export const silenceResult = (answer: SilenceAnswer): SilenceResultView =>
  'refused' in answer ? refusedView(answer) : { __typename: 'SilenceChanged', silence: answer.silence };
