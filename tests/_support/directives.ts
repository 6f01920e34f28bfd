import { randomUUID } from 'node:crypto';
import type { Json, TestApi } from './api-server.js';
import { until } from './until.js';

/** The fields of a directive that tests read. */
const DIRECTIVE_FIELDS = `id centreId kind quantity text state overdue missed sentBy deliveredAt acknowledgedAt
  acknowledgedBy closedAt closedBy closingNote
  timeline { at kind actor via note counts }`;

const SEND = `mutation ($directive: DirectiveInput!) { sendDirective(directive: $directive) { __typename
  ... on DirectiveSent { directive { ${DIRECTIVE_FIELDS} } } ... on InvalidDirective { faults { field message } }
  ... on NotAllowed { message }
  ... on UnknownCentre { message } } }`;

const ANSWERED = `{ __typename ... on DirectiveAnswered { directive { ${DIRECTIVE_FIELDS} } }
  ... on InvalidDirective { faults { field message } }
  ... on NotAllowed { message } ... on UnknownDirective { message }
  ... on DirectiveOver { message directive { ${DIRECTIVE_FIELDS} } } }`;

const MUTATIONS = {
  acknowledge: `mutation ($id: ID!) { answer: acknowledgeDirective(id: $id) ${ANSWERED} }`,
  complete: `mutation ($id: ID!, $note: String! = "") { answer: completeDirective(id: $id, note: $note) ${ANSWERED} }`,
  refuse: `mutation ($id: ID!, $reason: String!) { answer: refuseDirective(id: $id, reason: $reason) ${ANSWERED} }`,
};

/** Sends a GraphQL request. */
type Ask = (query: string, variables: Record<string, unknown>) => ReturnType<TestApi['ask']>;

/** Sends a directive to C1 by default; the given fields override the defaults. @returns the result of sendDirective */
export async function send(ask: Ask, changes: Record<string, unknown> = {}): Promise<Json> {
  const directive = { requestId: randomUUID(), centreId: 'C1', kind: 'open_desks', quantity: 2, ...changes };
  const { data, errors } = await ask(SEND, { directive });
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return data.sendDirective;
}

/** Answers a directive. @returns the result of the mutation */
export async function answer(
  ask: Ask,
  kind: keyof typeof MUTATIONS,
  variables: Record<string, unknown>,
): Promise<Json> {
  const { data, errors } = await ask(MUTATIONS[kind], variables);
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return data.answer;
}

/** Reads one directive; null when there is none. */
export async function read(ask: Ask, id: string): Promise<Json> {
  const { data } = await ask(`query ($id: ID!) { directive(id: $id) { ${DIRECTIVE_FIELDS} } }`, { id });
  return data?.directive ?? null;
}

/** Waits until a directive has a state. @throws with its actual state */
export async function untilState(ask: Ask, id: string, state: string): Promise<Json> {
  let found: Json;
  await until(
    `the directive is "${state}"`,
    async () => {
      found = await read(ask, id).catch(() => null);
      return found?.state === state;
    },
    () => found,
  );
  return found;
}
