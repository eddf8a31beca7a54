/** Prints docs/errors.md from the tables of errors and close codes and the server's settings; `npm run docs` writes it. */
import { CLOSES, type CloseName } from '../src/protocol/close-codes.ts';
import { CLOSE_MEANINGS } from '../src/protocol/close-meanings.ts';
import { type ErrorPlace, type ErrorRetry, RATE_KINDS, TOO_LARGE_KINDS } from '../src/protocol/error-details.ts';
import { ERRORS } from '../src/protocol/error-table.ts';
import { type ErrorCode, errorBody, refusal } from '../src/protocol/errors.ts';
import { TRANSPORT_MESSAGE_BYTES } from '../src/protocol/limits.ts';
import { SETTINGS, type SettingName } from '../src/server/config/settings.ts';
import { isObject, type JsonObject, plainSchema } from './plain-schema.ts';

const SIZE_SETTINGS: Readonly<Record<(typeof TOO_LARGE_KINDS)[number], SettingName>> = {
  audio: 'MAX_AUDIO_BYTES',
  control: 'MAX_CONTROL_BYTES',
  message: 'MAX_MESSAGE_BYTES',
  body: 'MAX_BODY_BYTES',
};
const RATE_SETTINGS: Readonly<Record<(typeof RATE_KINDS)[number], SettingName>> = {
  audio: 'AUDIO_CHUNKS_PER_SECOND',
  control: 'CONTROL_MESSAGES_PER_SECOND',
  status: 'STATUS_QUERIES_PER_SECOND',
  connect: 'CONNECTS_ACCEPTED_PER_MINUTE',
  join: 'UNKNOWN_SESSIONS_PER_MINUTE',
  create: 'SESSIONS_PER_HOUR',
};
const BURST_SETTINGS = {
  audio: 'AUDIO_BURST',
  control: 'CONTROL_BURST',
  status: 'STATUS_BURST',
} as const satisfies Record<string, SettingName>;
const OTHER_LIMITS: readonly SettingName[] = [
  'MIN_AUDIO_BYTES',
  'MAX_LISTENERS_PER_SESSION',
  'MAX_SESSIONS_PER_USER',
  'RATE_WARNING_MS',
  'RATE_CLOSE_MS',
  'IDLE_TIMEOUT_MS',
  'LISTENER_LAGGING_BYTES',
  'LISTENER_LAGGING_MS',
  'LISTENER_MAX_BYTES',
];

const PLACES: Readonly<Record<ErrorPlace, string>> = { socket: 'socket', upgrade: 'upgrade', http: 'HTTP' };
const RETRIES: Readonly<Record<ErrorRetry, string>> = { no: 'no', wait: 'after retryAfterMs', later: 'later' };

export function errorsPage(): string {
  return [
    '<!-- Written by `npm run docs` from src/protocol/error-table.ts, close-codes.ts, close-meanings.ts and src/server/config/settings.ts. -->',
    '# Errors and closes',
    'A wrong message gets an error as its answer; the socket stays open. Over HTTP and for a refused upgrade, the same object is the body and `statusCode` the HTTP status.',
    '## The error object',
    fenced('json', JSON.stringify(example(), null, 2)),
    '`code`, `statusCode`, `message`, `details` (an object, possibly empty) and `correlationId` are always present. `message` is for people and may change; `code` and `details` are for programs. The server’s log has the error under the same `correlationId`. `timestamp` is in Unix seconds.',
    '## Codes',
    '*Where*: in an error frame on an open socket, in the body of a refused upgrade, or in the body of an HTTP response. *Again*: whether the same request may succeed if it is repeated; “later” means with growing pauses.',
    table(['code', 'status', 'when', 'details', 'where', 'again', 'what to do'], codeRows()),
    '## Order of the checks',
    'The first check that fails decides the error.',
    checks()
      .map((line, i) => `${i + 1}. ${line}`)
      .join('\n'),
    'At an upgrade: origin, query, rate of connects from the address, token, languages, rate of unknown sessions from the address, and then the session: whether it exists, who owns it, and whether another listener may join or another session may start.',
    '## Sizes: PAYLOAD_TOO_LARGE',
    table(['details.kind', 'what', 'at most, in bytes', 'variable'], limitRows(TOO_LARGE_KINDS, SIZE_SETTINGS)),
    `A frame of more than ${grouped(TRANSPORT_MESSAGE_BYTES)} bytes gets no answer: the transport drops the connection.`,
    '## Rates: RATE_LIMIT_EXCEEDED',
    table(
      ['details.kind', 'what', 'at most', 'variable'],
      [...limitRows(RATE_KINDS, RATE_SETTINGS), ...limitRows(['connect'], { connect: 'CONNECTS_REFUSED_PER_MINUTE' })],
    ),
    'The first three are token buckets, one of each kind for each connection: full at the start, refilled at the rate. So messages that the network delayed may arrive together, up to the burst:',
    table(
      ['details.kind', 'at once', 'variable'],
      Object.entries(BURST_SETTINGS).map(([kind, name]) => [`\`${kind}\``, defaultOf(name), `\`${name}\``]),
    ),
    'Over HTTP and at an upgrade, the header Retry-After has the wait in whole seconds. A request that gets this error or a 503 counts against no limit. Neither does a listener that reconnects with `refreshConnection` and the `connectionId` of its open socket, or of a socket that closed less than 120 s ago. Audio over its rate is dropped, with one error per second.',
    '## Other limits',
    table(
      ['what', 'default', 'variable'],
      OTHER_LIMITS.map((name) => [SETTINGS[name].meaning, defaultOf(name), `\`${name}\``]),
    ),
    '## Closes',
    '1006, 1007 and 1009 come from the transport, for frames that break RFC 6455 or are too large for it.',
    table(
      ['close code', 'reason', 'come back?', 'meaning'],
      (Object.keys(CLOSES) as CloseName[]).map((name) => [
        String(CLOSES[name].code),
        `\`${name}\``,
        CLOSES[name].reconnect ? 'yes' : 'no',
        CLOSE_MEANINGS[name],
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** An error as the server writes it, at a fixed time. */
function example() {
  const failure = refusal('RATE_LIMIT_EXCEEDED', { kind: 'control', limit: 10, retryAfterMs: 430 });
  return errorBody(failure, '5f0c9a52-3f0e-4b8e-9c5b-0a4d7f1e2c63', 1_699_500_000_000);
}

function codeRows(): string[][] {
  return (Object.keys(ERRORS) as ErrorCode[]).map((code) => {
    const { status, meaning, details, retry, advice } = ERRORS[code];
    const where: readonly ErrorPlace[] = ERRORS[code].where;
    return [
      `\`${code}\``,
      String(status),
      meaning,
      membersOf(plainSchema(details)),
      where.length === 0 ? 'log only' : where.map((place) => PLACES[place]).join(', '),
      RETRIES[retry],
      advice,
    ];
  });
}

function membersOf(schema: JsonObject): string {
  const { properties, required } = schema;
  if (!isObject(properties)) return '';
  return Object.entries(properties)
    .map(([name, member]) => {
      if (!isObject(member)) return '';
      const mark = Array.isArray(required) && required.includes(name) ? '' : '?';
      const words = Array.isArray(member.enum) ? member.enum.join(' \\| ') : '';
      const said = [words, member.description].filter((part) => part !== undefined && part !== '').join('; ');
      return `\`${name}\`${mark}${said === '' ? '' : `: ${said}`}`;
    })
    .join('<br>');
}

function checks(): string[] {
  return [
    `Size of the message: ${defaultOf('MAX_MESSAGE_BYTES')} bytes of text; a binary frame is audio, ${defaultOf('MAX_AUDIO_BYTES')} bytes. \`PAYLOAD_TOO_LARGE\``,
    'Rate. Malformed messages count as controls and get this error too. `RATE_LIMIT_EXCEEDED`',
    'JSON and action. `INVALID_MESSAGE`, `INVALID_ACTION`',
    `Size of a control, every action but sendAudio: ${defaultOf('MAX_CONTROL_BYTES')} bytes. \`PAYLOAD_TOO_LARGE\``,
    'Connection: has it joined? `CONNECTION_NOT_FOUND`',
    'Role. `UNAUTHORIZED`, `INVALID_TOKEN`',
    'Parameters, and audio. `MISSING_PARAMETER`, `INVALID_PARAMETER`, `INVALID_AUDIO_FORMAT`, `UNSUPPORTED_LANGUAGE`',
    'Session: does it exist, and may another listener join? `SESSION_NOT_FOUND`, `SESSION_FULL`',
  ];
}

function limitRows<K extends string>(kinds: readonly K[], settings: Readonly<Record<K, SettingName>>): string[][] {
  return kinds.map((kind) => {
    const name = settings[kind];
    return [`\`${kind}\``, SETTINGS[name].meaning, defaultOf(name), `\`${name}\``];
  });
}

function defaultOf(name: SettingName): string {
  const value = SETTINGS[name].default;
  return typeof value === 'number' ? grouped(value) : String(value ?? '');
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
