/**
 * What the parties of the diagrams say, made from the code: the members of messages from the examples that are checked
 * against their schemas, routes from the table of routes, calls from the table of outgoing calls. What does not exist does not
 * compile, or throws.
 */
import type {
  AudioStream,
  Result,
  StartStreamTranscriptionRequest,
  TranscriptResultStream,
} from '@aws-sdk/client-transcribe-streaming';
import type { Action } from '../../src/protocol/client-messages.ts';
import { CLOSES, type CloseName } from '../../src/protocol/close-codes.ts';
import { ConnectQuery } from '../../src/protocol/connect-query.ts';
import type { DELIVERED_MESSAGES } from '../../src/protocol/delivered-messages.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import type { ServerMessageType } from '../../src/protocol/server-messages.ts';
import { TranslationRequest } from '../../src/protocol/translation-request.ts';
import { deliveryRoutes } from '../../src/server/http/delivery-routes.ts';
import type { RouteMethod } from '../../src/server/http/route.ts';
import { RouteTable } from '../../src/server/http/route-table.ts';
import { sessionRoutes } from '../../src/server/http/session-routes.ts';
import { CLIENT_EXAMPLES, DELIVERED_EXAMPLES, SERVER_EXAMPLES } from '../asyncapi-examples.ts';
import { OUTGOING_CALLS } from './outgoing-calls.ts';
import type { Spoken } from './sequence.ts';

const MEMBERS_IN_A_LINE = 4;
/** In every message of a session, so they would say nothing. */
const EVERYWHERE = new Set(['action', 'type', 'sessionId', 'timestamp']);

/** Only the patterns are read, so nothing that a handler needs is here. */
const ROUTES = new RouteTable([
  deliveryRoutes({ config: { sizes: { messageBytes: 0 } } } as never),
  sessionRoutes({} as never),
]);

export const action = (name: Action): Spoken => ({ text: described(name, membersOf(CLIENT_EXAMPLES[name])) });
/** @param example One of them, where they differ by their reader; else all their members. */
export function message(type: ServerMessageType, example?: number): Spoken {
  const all = SERVER_EXAMPLES[type];
  return { text: described(type, membersOf(example === undefined ? all : all.slice(example, example + 1))) };
}
export const delivered = (type: keyof typeof DELIVERED_MESSAGES): Spoken => ({
  text: described(type, membersOf(DELIVERED_EXAMPLES[type])),
});

/** The payload of Invoke. */
export function payload(): Spoken {
  const { properties, required } = TranslationRequest;
  const names = Object.keys(properties).map((name) => (required.includes(name as never) ? name : `${name}?`));
  return { text: described('payload', names) };
}

export function upgrade(...parameters: readonly (keyof typeof ConnectQuery.properties)[]): Spoken {
  for (const name of parameters) if (!(name in ConnectQuery.properties)) throw new Error(`no such parameter: ${name}`);
  return { text: `upgrade ?${parameters.map((name) => `${name}=…`).join('&')}` };
}

/** @throws Error if the server has no such route. */
export function route(method: RouteMethod, path: string): Spoken {
  const match = ROUTES.match(path);
  if (!match?.entry.byMethod.has(method)) throw new Error(`there is no route ${method} ${path}`);
  return { text: `${method} ${path}` };
}

/** @throws Error if nobody makes such a call. */
export function call(operation: string, ...details: readonly string[]): Spoken {
  if (!OUTGOING_CALLS.some((known) => known.operation === operation)) throw new Error(`nobody calls ${operation}`);
  return { text: described(operation, details) };
}

export const failure = (code: ErrorCode): Spoken => ({ text: `${ERRORS[code].status} ${code}` });
export const close = (name: CloseName): Spoken => ({ text: `close ${CLOSES[name].code} (${name})` });
/** The frames and answers that are no messages of ours: the first bytes, a status, bare audio. */
export const plain = (text: string): Spoken => ({ text });

/** The members of the request, event and result by the SDK's own types. */
export const startRequest = (...members: readonly (keyof StartStreamTranscriptionRequest)[]): Spoken =>
  call('StartStreamTranscription', ...members);
export const audioEvent = (name: keyof AudioStream.AudioEventMember & 'AudioEvent'): Spoken => ({
  text: `${name} (PCM)`,
});
export const transcriptEvent = (
  name: keyof TranscriptResultStream.TranscriptEventMember & 'TranscriptEvent',
  ...members: readonly (keyof Result)[]
): Spoken => ({ text: described(name, members) });

/** @returns members of any example, with a question mark behind those that some do not have. */
function membersOf(examples: readonly object[]): string[] {
  const names = new Set(examples.flatMap((example) => Object.keys(example)));
  return [...names]
    .filter((name) => !EVERYWHERE.has(name))
    .map((name) => (examples.every((example) => name in example) ? name : `${name}?`));
}

function described(name: string, members: readonly string[]): string {
  if (members.length === 0) return name;
  const lines: string[] = [];
  for (let i = 0; i < members.length; i += MEMBERS_IN_A_LINE)
    lines.push(members.slice(i, i + MEMBERS_IN_A_LINE).join(', '));
  return `${name} (${lines.join(',<br/>')})`;
}
