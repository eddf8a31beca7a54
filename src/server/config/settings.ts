/** Every environment variable the server reads, with its meaning and default: config.ts and .env.example follow it. */
import { ASR_SETTINGS, completeAsr } from './asr-settings.ts';
import { problemsOfRenamed } from './renamed-settings.ts';
import { number, problemOfNumber, type Setting, text } from './setting.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export const SETTINGS = {
  ROSTRUM_MODE: text('embedded', 'embedded (local endpoints for everything) or aws'),
  PORT: number(8080, 'WebSocket and HTTP port; 0 takes a free one', 0, 65_535),
  HOST: text(undefined, '127.0.0.1 in embedded mode, 0.0.0.0 in AWS mode'),
  ADMIN_PORT: number(9090, 'port of /metrics, /healthz, /readyz; 0 takes a free one', 0, 65_535),
  ADMIN_HOST: text('127.0.0.1', 'where the admin port listens'),
  ADMIN_ALLOWED_HOSTS: text(
    '',
    'names by which /metrics and /inside may be asked for on the admin port, by commas; addresses, localhost and (where it listens for other machines) names without a dot always may',
  ),
  INSPECT: number(0, '1: every chart can be watched live, on loopback only (docs/inspector.md); costs a little', 0, 1),
  INSPECT_PORT: number(8082, 'port of the inspector on 127.0.0.1; 0 takes a free one', 0, 65_535),
  INSIDE_TOKEN: text(
    undefined,
    'what the page /inside wants to be shown, 16 characters or more; when empty there is that page in embedded mode only, for this machine',
  ),
  TLS_CERT_FILE: text(undefined, 'with TLS_KEY_FILE: serve wss without a proxy'),
  TLS_KEY_FILE: text(undefined, 'the key of TLS_CERT_FILE'),
  LOG_LEVEL: text('info', 'debug, info, warn, error or silent'),
  DATA_FOLDER: text(undefined, 'embedded mode: where the tables are kept; in memory when empty'),
  ...ASR_SETTINGS,
  EMBEDDED_FAULTS_PORT: number(
    undefined,
    'embedded mode: port of the fault control API, 0 a free one; off when empty',
    0,
    65_535,
  ),

  AWS_REGION: text(undefined, 'the region of every service'),
  AWS_ENDPOINT_URL: text(undefined, 'another address for every service'),
  AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: text(undefined, 'another address for Transcribe; http:// means h2c'),
  AWS_ENDPOINT_URL_LAMBDA: text(undefined, 'another address for Lambda'),
  AWS_ENDPOINT_URL_DYNAMODB: text(
    undefined,
    'another address for DynamoDB; the only one used in embedded mode as well',
  ),
  TRANSLATION_PIPELINE_FUNCTION_NAME: text(undefined, 'the Lambda function that translates; required in AWS mode'),
  SESSIONS_TABLE_NAME: text('Sessions', 'the table of sessions'),
  CONNECTIONS_TABLE_NAME: text('Connections', 'the table of connections'),
  AUTH_ISSUER: text(undefined, 'who issues speakers’ tokens; required in AWS mode'),
  AUTH_AUDIENCE: text(undefined, 'whom they are for; required in AWS mode'),
  AUTH_JWKS_URL: text(undefined, 'where the issuer’s keys are; required in AWS mode'),
  DELIVERY_ACCESS_KEY_ID: text(
    undefined,
    'whose signature /@connections accepts; required in AWS mode; without it programs of this machine alone may deliver',
  ),
  DELIVERY_SECRET_ACCESS_KEY: text(undefined, 'the secret of DELIVERY_ACCESS_KEY_ID'),
  ALLOWED_ORIGINS: text('', 'browser origins, separated by commas; in embedded mode any loopback origin as well'),
  SUPPORTED_LANGUAGES: text(undefined, 'target languages offered, separated by commas; all of the contract when empty'),

  TARGET_OFFERS: text(
    undefined,
    'AWS mode: what the pipeline does for each target language, as es=speech,gl=captions,eo=none; what it does not name is speech',
  ),

  TRANSCRIBE_CONNECT_TIMEOUT_MS: number(5_000, 'how long a stream may take to open'),
  TRANSCRIBE_STALL_MS: number(10_000, 'audio was sent, nothing came back for this long: the stream is dead'),
  TRANSCRIBE_SILENCE_MS: number(60_000, 'how long a stream without audio is kept alive'),
  TRANSCRIBE_ROLL_MS: number(13_800_000, 'the age at which a stream is replaced (the service ends it at 4 h)'),
  TRANSCRIBE_RECOVERY_WINDOW_MS: number(
    30_000,
    'how long after a first failure streams may keep failing before transcription is given up',
  ),
  TRANSCRIBE_RETRY_MS: number(30_000, 'after that, how long until audio may try again'),
  TRANSCRIBE_MAX_STREAMS: number(
    undefined,
    'streams at a time; 25 in AWS mode (an account’s quota), 500 in embedded mode',
  ),
  TRANSCRIBE_OPENINGS_PER_SECOND: number(
    undefined,
    'streams opened in any second; more wait for their turn; 25 in AWS mode (an account’s quota), 100 in embedded mode',
  ),
  TRANSCRIBE_REPLAY_SPEED: number(
    10,
    'times real time at which a stream is sent the audio that waits for it, after a first second of it',
    2,
  ),
  TRANSLATION_TIMEOUT_MS: number(5_000, 'one attempt to invoke the pipeline'),
  TRANSLATION_ATTEMPTS: number(3, 'attempts for one transcript'),
  TRANSLATION_RETRY_DELAY_MS: number(100, 'between attempts', 0),
  TRANSLATION_MAX_WAITING: number(200, 'transcripts of one session that may wait'),
  DYNAMODB_ATTEMPTS: number(3, 'attempts for one table operation'),
  DYNAMODB_RETRY_BASE_MS: number(100, 'before its second attempt; doubles with each, with jitter', 0),
  DYNAMODB_RETRY_CAP_MS: number(2_000, 'between two attempts, at most', 0),
  BREAKER_FAILURES: number(5, 'failed calls in a row that open a dependency’s circuit breaker'),
  BREAKER_OPEN_MS: number(5_000, 'how long an open breaker turns calls away'),
  DRAIN_DELAY_MS: number(
    0,
    'at SIGTERM: how long everything is served as before while /readyz says 503, so that a balancer sends nobody here any more',
    0,
    HOUR_MS,
  ),
  DRAIN_TIMEOUT_MS: number(10_000, 'after that: how long streams, finals and telemetry may take'),

  AUDIO_CHUNKS_PER_SECOND: number(50, 'chunks of one connection a second, for long; more are dropped'),
  AUDIO_BURST: number(50, 'chunks that may come at once, after a network held them back'),
  CONTROL_MESSAGES_PER_SECOND: number(
    10,
    'messages of one connection a second, for long; audio, status queries and heartbeats apart',
  ),
  CONTROL_BURST: number(10, 'of these, how many may come at once'),
  STATUS_QUERIES_PER_SECOND: number(2, 'status queries of one connection a second, for long'),
  STATUS_BURST: number(3, 'of these, how many may come at once'),
  RATE_WARNING_MS: number(5_000, 'how long audio may be over its rate before the speaker is warned'),
  RATE_CLOSE_MS: number(30_000, 'how long audio may be over its rate before the session ends'),
  CONNECTS_ACCEPTED_PER_MINUTE: number(1_200, 'connects from one address that are let in'),
  CONNECTS_REFUSED_PER_MINUTE: number(
    20,
    'connects from one address that are refused as wrong; then wrong ones get 429, and right ones still go in',
  ),
  UNKNOWN_SESSIONS_PER_MINUTE: number(
    10,
    'different sessions that are not there, asked for from one address in any way; then it may ask for none',
  ),
  SESSIONS_PER_HOUR: number(50, 'sessions made by one user'),
  TRUSTED_PROXIES: text('', 'addresses or CIDR blocks whose X-Forwarded-For counts, separated by commas'),

  MAX_SESSIONS_PER_USER: number(1, 'live sessions of one user'),
  MAX_LISTENERS_PER_SESSION: number(500, 'listeners of one session'),
  SESSION_LIFE_MS: number(2 * HOUR_MS, 'a session’s life'),
  SPEAKER_GRACE_MS: number(15_000, 'how long a dropped speaker may stay away', 0),
  SESSION_DRAIN_MS: number(5_000, 'at a session’s end: how long late finals may take', 0),
  SESSION_LINGER_MS: number(3_000, 'at a session’s end: how long listeners stay for a last sentence', 0),
  AUDIO_SILENT_MS: number(10_000, 'how long nothing audible may come from a speaker before everybody is told', 100),
  STATUS_INTERVAL_MS: number(30_000, 'between status reports'),
  STATUS_COLLECT_MS: number(250, 'how long joins and leaves are collected into one report', 0),
  PING_INTERVAL_MS: number(
    25_000,
    'between two pings to a client; at most half of IDLE_TIMEOUT_MS, and under what proxies in front allow to be quiet',
    100,
    HOUR_MS,
  ),
  IDLE_TIMEOUT_MS: number(120_000, 'a socket without an inbound frame or pong is closed after', 1, 900_000),
  CONNECTION_REFRESH_MS: number(100 * MINUTE_MS, 'the age at which a client is asked to refresh its connection'),
  CONNECTION_WARNING_MS: number(105 * MINUTE_MS, 'the age from which it is warned'),
  CONNECTION_WARNING_EVERY_MS: number(5 * MINUTE_MS, 'between two of these warnings'),
  CONNECTION_LIFE_MS: number(120 * MINUTE_MS, 'the age the warnings count down to'),
  REPLACED_SOCKET_MS: number(2_000, 'how long a socket that a refresh replaced is left open', 1_000, 10_000),
  MAX_MESSAGE_BYTES: number(131_072, 'a text message, and a delivery'),
  MAX_CONTROL_BYTES: number(4_096, 'a text message that is not sendAudio'),
  MAX_AUDIO_BYTES: number(32_768, 'decoded audio of one chunk'),
  MIN_AUDIO_BYTES: number(100, 'decoded audio of one chunk, at least'),
  MAX_BODY_BYTES: number(65_536, 'an HTTP body'),
  REPLAY_RING_MS: number(60_000, 'audio held until a final covers it'),
  LISTENER_LAGGING_BYTES: number(262_144, 'unsent bytes over which a listener is lagging'),
  LISTENER_MAX_BYTES: number(1_048_576, 'unsent bytes over which a listener is dropped'),
  LISTENER_LAGGING_MS: number(10_000, 'how long a listener may lag'),

  PERFORMANCE_WINDOW_MS: number(MINUTE_MS, 'over which a latency’s p95 is held against its target', 1_000),
  PERFORMANCE_MIN_COUNT: number(20, 'of one latency in a window: fewer make no verdict'),
  OTEL_SDK_DISABLED: text(undefined, 'true: nothing is sent over OTLP'),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    undefined,
    'a collector’s address for OTLP over HTTP, such as http://localhost:4318; nothing is sent when empty',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: text(
    undefined,
    'http/json or http/protobuf; JSON is sent, which a collector takes at the same address',
  ),
  OTEL_SERVICE_NAME: text(undefined, 'who sends telemetry; rostrum when empty'),
  OTEL_RESOURCE_ATTRIBUTES: text(undefined, 'more about who sends it, such as deployment.environment=live'),
  OTEL_TRACES_EXPORTER: text(
    undefined,
    'otlp, console (standard output), both, or none; otlp when an OTLP endpoint is set, else none',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text(
    undefined,
    'the full address traces are sent to, in place of the endpoint’s own',
  ),
  OTEL_TRACES_SAMPLER: text(
    undefined,
    'which utterances are traced: parentbased_always_on when empty, parentbased_traceidratio for a share of them',
  ),
  OTEL_TRACES_SAMPLER_ARG: text(undefined, 'that share, 0 to 1'),
  OTEL_BSP_MAX_QUEUE_SIZE: number(20_000, 'spans that wait to be exported; more are dropped and counted'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: number(256, 'spans in one export; many stall everything else while written out'),
  OTEL_BSP_SCHEDULE_DELAY: number(1_000, 'how long an ended span may wait for company'),
  OTEL_METRICS_EXPORTER: text(
    undefined,
    'otlp or none; otlp when an OTLP endpoint is set. The page on ADMIN_PORT is always there',
  ),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: text(
    undefined,
    'the full address metrics are sent to, in place of the endpoint’s own',
  ),
  OTEL_METRIC_EXPORT_INTERVAL: number(60_000, 'between two exports of the metrics'),
  OTEL_METRIC_EXPORT_TIMEOUT: number(30_000, 'one export of the metrics'),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = {
  readonly [N in SettingName]: (typeof SETTINGS)[N]['kind'] extends 'number'
    ? (typeof SETTINGS)[N]['default'] extends undefined
      ? number | undefined
      : number
    : string | undefined;
};

/** @returns every value, or one line for each that is wrong, and what to warn of. An empty variable counts as not set. */
export function readSettings(given: Readonly<Record<string, string | undefined>>): {
  readonly values: SettingValues;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
} {
  const { environment, warnings, problems: contradictions } = completeAsr(given);
  const problems = [...contradictions, ...problemsOfRenamed(environment)];
  const values: Record<string, number | string | undefined> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    const given = environment[name]?.trim();
    if (given === undefined || given === '') {
      values[name] = setting.default;
    } else if (setting.kind === 'text') {
      values[name] = given;
    } else {
      const problem = problemOfNumber(name, setting, given);
      if (problem !== undefined) problems.push(problem);
      values[name] = Number(given);
    }
  }
  return { values: values as SettingValues, problems, warnings };
}
