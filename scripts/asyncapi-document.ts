/** Builds docs/asyncapi.yaml from the message schemas; `npm run docs` writes it. Descriptions of messages are in the schemas. */
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { BroadcastState } from '../src/protocol/broadcast-state.ts';
import { ACTIONS, StateChange } from '../src/protocol/client-messages.ts';
import { ConnectHeaders, ConnectQuery } from '../src/protocol/connect-query.ts';
import { SOURCE_LANGUAGES, TARGET_LANGUAGES } from '../src/protocol/languages.ts';
import { DEFAULT_SIZES } from '../src/protocol/limits.ts';
import { AUDIENCES, type ServerMessageType } from '../src/protocol/server-messages.ts';
import { EmotionDynamics, TranslationRequest } from '../src/protocol/translation-request.ts';
import { SETTINGS } from '../src/server/config/settings.ts';
import { actionsOf, audioFrame, clientMessages, deliveredMessages, serverMessages } from './asyncapi-messages.ts';
import { type JsonObject, plainSchema } from './plain-schema.ts';

/** Schemas with a name of their own: another schema that contains one gets a reference to it. */
export const SHARED_SCHEMAS = { BroadcastState, StateChange, EmotionDynamics } as const;

const CHANNEL = { $ref: '#/channels/connection' };
/** How a speaker may pass its token; a listener needs none. */
const TOKEN = ['bearer', 'subprotocol', 'query'].map((name) => ({ $ref: `#/components/securitySchemes/${name}` }));

export function asyncapiText(): string {
  const note = '# Written by `npm run docs` from the schemas in src/protocol. Change them, not this file.\n';
  // Readers of YAML 1.1 read a bare `on` as true.
  return note + stringify(asyncapiDocument(), { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}

export function asyncapiDocument(): JsonObject {
  const messages = {
    ...clientMessages(SHARED_SCHEMAS),
    audioFrame: audioFrame(),
    ...serverMessages(SHARED_SCHEMAS),
    ...deliveredMessages(SHARED_SCHEMAS),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Rostrum',
      version: versionOfThisPackage(),
      description: INTRODUCTION,
      license: { name: 'Apache 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      embedded: {
        host: `127.0.0.1:${SETTINGS.PORT.default}`,
        protocol: 'ws',
        description: 'What `npm start` serves when AWS is not configured.',
      },
      production: {
        host: '{host}',
        protocol: 'wss',
        description: 'Behind a proxy, or with TLS_CERT_FILE and TLS_KEY_FILE.',
        variables: { host: { default: 'rostrum.example.com', description: 'The server’s host.' } },
      },
    },
    channels: {
      connection: {
        address: '/',
        title: 'One client’s WebSocket',
        description: 'Any path is accepted, so that it may have a stage such as /prod.',
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: {
          ws: {
            method: 'GET',
            query: plainSchema(ConnectQuery),
            headers: plainSchema(ConnectHeaders),
            bindingVersion: '0.1.0',
          },
        },
      },
    },
    operations: { ...receiveOperations(), ...sendOperations() },
    components: {
      schemas: {
        ...Object.fromEntries(Object.entries(SHARED_SCHEMAS).map(([name, schema]) => [name, plainSchema(schema)])),
        TranslationRequest: {
          description:
            'What the translation pipeline is invoked with (Lambda, InvocationType Event): not on this channel.',
          ...plainSchema(TranslationRequest, SHARED_SCHEMAS),
        },
      },
      messages,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Checked first.' },
        subprotocol: {
          type: 'httpApiKey',
          in: 'header',
          name: 'Sec-WebSocket-Protocol',
          description: '`bearer, JWT`: for browsers, which cannot set Authorization. The server selects `bearer`.',
        },
        query: { type: 'httpApiKey', in: 'query', name: 'token', description: 'Checked last.' },
      },
    },
  };
}

/** The messages that the server accepts, each with its answer. */
function receiveOperations(): JsonObject {
  const ofActions = actionsOf().map((action) => {
    const { who, answer, meaning } = ACTIONS[action];
    const needsToken = who === 'speaker' || action === 'createSession';
    return [action, receive([action], meaning, answer, needsToken)] as const;
  });
  const frame = receive(['audioFrame'], 'sendAudio as bare bytes.', ACTIONS.sendAudio.answer, true);
  return { ...Object.fromEntries(ofActions), audioFrame: frame };
}

function receive(
  messages: readonly string[],
  summary: string,
  answer: ServerMessageType | undefined,
  needsToken: boolean,
) {
  const replies = answer === undefined ? ['error'] : [answer, 'error'];
  return {
    action: 'receive',
    channel: CHANNEL,
    summary,
    messages: messages.map(toMessage),
    reply: { channel: CHANNEL, messages: replies.map(toMessage) },
    ...(needsToken ? { security: TOKEN } : {}),
  };
}

/** What the server sends without a request, by receiver. Messages that are only answers are in the replies above. */
function sendOperations(): JsonObject {
  const answers = new Set<ServerMessageType | undefined>(actionsOf().map((action) => ACTIONS[action].answer));
  const isUnasked = (type: ServerMessageType) => !answers.has(type) || ALSO_UNASKED.has(type);
  const types = Object.keys(AUDIENCES) as ServerMessageType[];
  const toSpeaker = types.filter((type) => AUDIENCES[type] !== 'listener' && isUnasked(type));
  // Listeners also get the answer to a speaker's control.
  const toListener = types.filter(
    (type) => AUDIENCES[type] === 'everyone' || (AUDIENCES[type] !== 'speaker' && isUnasked(type)),
  );
  const send = (summary: string, messages: readonly string[]) => ({
    action: 'send',
    channel: CHANNEL,
    summary,
    messages: messages.map(toMessage),
  });
  return {
    tellSpeaker: send('What a speaker gets without a request.', toSpeaker),
    tellListener: send('What a listener gets without a request.', [...toListener, 'audio', 'caption']),
  };
}

/** Answers that are also sent without a request: after a connect with a query, at intervals, at the end. */
const ALSO_UNASKED: ReadonlySet<ServerMessageType> = new Set([
  'sessionCreated',
  'sessionJoined',
  'sessionStatus',
  'connectionRefreshComplete',
  'sessionEnded',
]);

function toMessage(name: string): JsonObject {
  return { $ref: `#/channels/connection/messages/${name}` };
}

function versionOfThisPackage(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

const INTRODUCTION = `Live speech translation: one speaker, listeners in many languages. Operations are seen from the server: it receives what a client sends.

A text frame is one JSON object; unknown members and unknown query parameters are ignored. A binary frame is audio. \`timestamp\` is in Unix seconds; members whose names end in \`Ms\` are in milliseconds. A sendAudio message is at most ${DEFAULT_SIZES.messageBytes} bytes, any other message ${DEFAULT_SIZES.controlBytes}.

A speaker connects with a token and creates a session or comes back to one; a listener connects with \`sessionId\` and \`targetLanguage\`. A refused upgrade gets an HTTP status and the error object as body. Errors, limits, the order of checks and the close codes: errors.md.

Source languages of the contract: ${SOURCE_LANGUAGES.join(' ')}. Target languages: ${TARGET_LANGUAGES.join(' ')}. The error UNSUPPORTED_LANGUAGE lists those that the server accepts now.`;
