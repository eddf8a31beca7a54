/** The message objects of docs/asyncapi.yaml: one for each action, for the audio frame, and for each message to a client. */
import { ACTIONS, type Action, type Role } from '../src/protocol/client-messages.ts';
import { DELIVERED_MESSAGES } from '../src/protocol/delivered-messages.ts';
import { ERRORS } from '../src/protocol/error-table.ts';
import type { ErrorCode } from '../src/protocol/errors.ts';
import { DEFAULT_SIZES } from '../src/protocol/limits.ts';
import { AUDIENCES, type Audience, SERVER_MESSAGES, type ServerMessageType } from '../src/protocol/server-messages.ts';
import { CLIENT_EXAMPLES, DELIVERED_EXAMPLES, SERVER_EXAMPLES } from './asyncapi-examples.ts';
import { isObject, type Json, type JsonObject, plainSchema } from './plain-schema.ts';

type Shared = Readonly<Record<string, unknown>>;
type DeliveredType = keyof typeof DELIVERED_MESSAGES;

const SENDERS: Readonly<Record<Role | 'joined' | 'any', string>> = {
  speaker: 'By the speaker.',
  listener: 'By a listener.',
  joined: 'By anybody in a session.',
  any: 'By anybody, also before joining.',
};
const READERS: Readonly<Record<Audience, string>> = {
  speaker: 'To the speaker.',
  listener: 'To listeners.',
  everyone: 'To the speaker and to listeners.',
  sender: 'To the client whose message it answers.',
};

export function actionsOf(): Action[] {
  return Object.keys(ACTIONS) as Action[];
}

export function clientMessages(shared: Shared): JsonObject {
  return Object.fromEntries(
    actionsOf().map((action) => {
      const { parameters, meaning, who } = ACTIONS[action];
      const { type, properties, required } = plainSchema(parameters, shared);
      const payload = {
        type: type ?? 'object',
        required: ['action', ...(Array.isArray(required) ? required : [])],
        properties: { action: { type: 'string', const: action }, ...(isObject(properties) ? properties : {}) },
      };
      // createSession makes its sender the speaker, joinSession a listener. `any` would be misleading.
      const sender = action === 'createSession' ? 'speaker' : action === 'joinSession' ? 'listener' : who;
      return [action, message(action, SENDERS[sender], meaning, payload, CLIENT_EXAMPLES[action])];
    }),
  );
}

/** Its content type is not audio/L16, because that is big-endian (RFC 2586). */
export function audioFrame(): JsonObject {
  const { audioMinBytes, audioBytes } = DEFAULT_SIZES;
  return {
    name: 'audioFrame',
    title: 'audioFrame (binary)',
    summary: 'By the speaker.',
    description: `A binary frame: bare PCM, 16-bit little-endian, mono, 16 kHz, ${audioMinBytes} to ${audioBytes} bytes, an even number; 100 ms are 3200 bytes. The same rules as for sendAudio, without base64.`,
    contentType: 'application/octet-stream',
    payload: { type: 'string', format: 'binary' },
    // One character for each byte.
    examples: [{ name: 'audioFrame', summary: 'the shortest frame, silence', payload: '\0'.repeat(audioMinBytes) }],
  };
}

export function serverMessages(shared: Shared): JsonObject {
  return Object.fromEntries(
    (Object.keys(SERVER_MESSAGES) as ServerMessageType[]).map((type) => {
      const { description, ...payload } = plainSchema(SERVER_MESSAGES[type], shared);
      const full = type === 'error' ? { ...payload, allOf: detailsByCode() } : payload;
      return [type, message(type, READERS[AUDIENCES[type]], String(description), full, SERVER_EXAMPLES[type])];
    }),
  );
}

export function deliveredMessages(shared: Shared): JsonObject {
  return Object.fromEntries(
    (Object.keys(DELIVERED_MESSAGES) as DeliveredType[]).map((type) => {
      const { description, ...payload } = plainSchema(DELIVERED_MESSAGES[type], shared);
      return [type, message(type, READERS.listener, String(description), payload, DELIVERED_EXAMPLES[type])];
    }),
  );
}

/** The members of `details` depend on the code. */
function detailsByCode(): Json[] {
  return (Object.keys(ERRORS) as ErrorCode[])
    .filter((code) => Object.keys(ERRORS[code].details.properties).length > 0)
    .map((code) => ({
      if: { properties: { code: { const: code } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, not a promise
      then: { properties: { details: plainSchema(ERRORS[code].details) } },
    }));
}

function message(
  name: string,
  summary: string,
  description: string,
  payload: JsonObject,
  examples: readonly unknown[],
): JsonObject {
  return {
    name,
    title: name,
    summary,
    description,
    payload,
    examples: examples.map((example, i) => ({
      name: examples.length === 1 ? name : `${name}${i + 1}`,
      payload: JSON.parse(JSON.stringify(example)) as Json,
    })),
  };
}
