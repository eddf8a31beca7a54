/** The calls of the server. Numbers are the code's constants and the settings' defaults. */
import { STORE_CALLS } from '../../src/actors/records/reliable-store.ts';
import { RECORD_WRITER_LIMITS } from '../../src/actors/records/row-queue.ts';
import { DEFAULT_SESSION_SETTINGS } from '../../src/actors/session/session-settings.ts';
import { DYNAMODB_FAILURES } from '../../src/integrations/dynamodb/aws-failure.ts';
import { CLIENT_DEADLINES } from '../../src/integrations/dynamodb/client.ts';
import {
  FIRST_LOOK_AFTER_MS,
  LISTENERS_INDEX,
  LOOK_AT_MOST_EVERY_MS,
  READY_WITHIN_MS,
} from '../../src/integrations/dynamodb/tables.ts';
import { OFFERS_QUESTION } from '../../src/integrations/lambda/target-offers.ts';
import { ISSUER_KEYS_LIMITS } from '../../src/integrations/tokens/issuer-keys.ts';
import { RENEWAL } from '../../src/integrations/transcribe/credential-renewal.ts';
import { TRANSCRIBE_FAILURES } from '../../src/machines/failures.ts';
import { NO_PERMISSION, type OutgoingCall, RESOURCES } from './outgoing-call.ts';
import { OTLP_RETRIES } from './sdk-defaults.ts';
import { error, message, metric, ms, setting } from './words.ts';

const { backoffBaseMs, backoffCapMs } = DEFAULT_SESSION_SETTINGS.transcription;
const NONE = 'none';

const fatal = Object.entries(TRANSCRIBE_FAILURES).flatMap(([name, { retry }]) => (retry === 'never' ? [name] : []));
const notRetried = Object.entries(DYNAMODB_FAILURES).flatMap(([name, { retryable }]) => (retryable ? [] : [name]));

const codes = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const TABLE_CALL = {
  from: 'server',
  service: 'Amazon DynamoDB',
  file: 'src/integrations/dynamodb/record-store.ts',
  attempts: setting('DYNAMODB_ATTEMPTS'),
  pauses: `${setting('DYNAMODB_RETRY_BASE_MS')}, doubling, cap ${setting('DYNAMODB_RETRY_CAP_MS')}; half of it by chance`,
  permanent: codes(notRetried),
  deadline: `${ms(CLIENT_DEADLINES.connectMs)} to connect, ${ms(CLIENT_DEADLINES.requestMs)} for an answer, ${ms(STORE_CALLS.timeoutMs)} at most`,
  breaker: 'DynamoDB',
  seenBy: metric('DynamoDBErrors', '{operation}'),
} as const;

const TOLD = `${error('SERVICE_UNAVAILABLE')} that names DynamoDB; ${error('TIMEOUT')} if there was no answer`;
const UNTOLD = `nothing: the row waits and is written again every ${ms(RECORD_WRITER_LIMITS.retryBaseMs)} to ${ms(RECORD_WRITER_LIMITS.retryCapMs)}`;

/** Embedded mode only: the tables of an account are made by those who own it. */
const EMULATED_TABLE = {
  ...TABLE_CALL,
  file: 'src/integrations/dynamodb/tables.ts',
  madeFor: 'tables of the emulator; in embedded mode only',
  attempts: 'until the table is there',
  pauses: `${ms(FIRST_LOOK_AFTER_MS)}, doubling, cap ${ms(LOOK_AT_MOST_EVERY_MS)}`,
  permanent: NONE,
  deadline: `${ms(READY_WITHIN_MS)} together; each call as above`,
  breaker: undefined,
  clientSees: 'the server does not start',
  seenBy: 'its last line',
  permissions: NO_PERMISSION,
} as const;

export const SERVER_CALLS: readonly OutgoingCall[] = [
  {
    from: 'server',
    service: 'Amazon Transcribe',
    operation: 'StartStreamTranscription',
    file: 'src/integrations/transcribe/transcribe-call.ts',
    by: 'StartStreamTranscriptionCommand',
    madeFor:
      'one stream for each speaker who is on the air; another after each death, and before the service’s 4 hours',
    attempts: `as many as fit into ${setting('TRANSCRIBE_RECOVERY_WINDOW_MS')}`,
    pauses: `${ms(backoffBaseMs)}, doubling, cap ${ms(backoffCapMs)}; a quarter more or less by chance`,
    permanent: codes(fatal),
    deadline: `${setting('TRANSCRIBE_CONNECT_TIMEOUT_MS')} to open; ${setting('TRANSCRIBE_STALL_MS')} without an event while audio is sent`,
    breaker: 'Transcribe',
    clientSees: `${message('transcriptionInterrupted')}, then ${message('transcriptionRestored')} or ${message('transcriptionFailed')}; new sessions ${error('TRANSCRIBE_UNAVAILABLE')} while the breaker is open`,
    seenBy: `${metric('TranscribeStreamErrors')}, ${metric('TranscribeErrors', '{failure}')}, ${metric('TranscribeStreamInitLatency')}`,
    permissions: [{ action: 'transcribe:StartStreamTranscription', resource: RESOURCES.any }],
  },
  {
    from: 'server',
    service: 'AWS credentials',
    operation: 'the SDK’s default chain',
    file: 'src/integrations/transcribe/transcribe-port.ts',
    by: 'config.credentials({ forceRefresh: true })',
    madeFor: 'new credentials after Transcribe has refused the present ones',
    attempts: `1 before an opening, at most one in ${ms(RENEWAL.minIntervalMs)}`,
    pauses: 'those of the next opening',
    permanent: NONE,
    deadline: ms(RENEWAL.timeoutMs),
    breaker: undefined,
    clientSees: `${message('transcriptionInterrupted')} with \`accessDenied\``,
    seenBy: metric('TranscribeErrors', '{failure="accessDenied"}'),
    permissions: NO_PERMISSION,
  },
  {
    from: 'server',
    service: 'AWS Lambda',
    operation: 'Invoke, type Event',
    file: 'src/integrations/lambda/sdk-invoke.ts',
    by: 'InvokeCommand',
    madeFor: 'each transcript that is handed over; one at a time for each session',
    attempts: setting('TRANSLATION_ATTEMPTS'),
    pauses: `${setting('TRANSLATION_RETRY_DELAY_MS')} each`,
    permanent: 'none: every failure is tried again',
    deadline: setting('TRANSLATION_TIMEOUT_MS'),
    breaker: 'Lambda',
    clientSees: 'the speaker nothing; listeners miss this segment',
    seenBy: `${metric('LambdaInvocations')}, ${metric('LambdaErrors', '{failure}')}, ${metric('TranslationsFailed')}, ${metric('TranslationsDropped', '{why="circuitOpen"}')}`,
    permissions: [{ action: 'lambda:InvokeFunction', resource: RESOURCES.pipeline }],
  },
  {
    from: 'server',
    service: 'AWS Lambda',
    operation: 'Invoke, type RequestResponse',
    file: 'src/integrations/lambda/target-offers.ts',
    by: 'InvokeCommand',
    madeFor: 'the pipeline’s offers for `/health`; in embedded mode only, as in AWS mode `TARGET_OFFERS` has them',
    attempts: '1',
    pauses: `${ms(OFFERS_QUESTION.retryMs)} until the next question; an answer is kept for ${ms(OFFERS_QUESTION.keptMs)}`,
    permanent: NONE,
    deadline: ms(OFFERS_QUESTION.timeoutMs),
    breaker: undefined,
    clientSees: '`targets` of `/health` as at the last answer, or `none`',
    seenBy: '`targets` of `/health`',
    permissions: NO_PERMISSION,
  },
  {
    ...TABLE_CALL,
    operation: 'PutItem',
    by: 'PutCommand',
    madeFor: 'a new session, on condition that its id is free',
    clientSees: TOLD,
    permissions: [{ action: 'dynamodb:PutItem', resource: RESOURCES.sessions }],
  },
  {
    ...TABLE_CALL,
    operation: 'GetItem',
    by: 'GetCommand',
    madeFor: 'a session that is not live here: to join, to come back, over HTTP; once at the start',
    clientSees: TOLD,
    permissions: [{ action: 'dynamodb:GetItem', resource: RESOURCES.sessions }],
  },
  {
    ...TABLE_CALL,
    operation: 'UpdateItem',
    by: 'UpdateCommand',
    madeFor: 'each change of a session or connection (behind the scenes); taking a session over',
    clientSees: `${UNTOLD}; who takes a session over: ${TOLD}`,
    seenBy: `${TABLE_CALL.seenBy}, ${metric('RecordsWaiting')}`,
    permissions: [
      { action: 'dynamodb:UpdateItem', resource: RESOURCES.sessions },
      { action: 'dynamodb:UpdateItem', resource: RESOURCES.connections },
    ],
  },
  {
    ...TABLE_CALL,
    operation: 'DeleteItem',
    by: 'DeleteCommand',
    madeFor: 'a connection that has closed',
    clientSees: UNTOLD,
    seenBy: `${TABLE_CALL.seenBy}, ${metric('RecordsWaiting')}`,
    permissions: [{ action: 'dynamodb:DeleteItem', resource: RESOURCES.connections }],
  },
  {
    ...TABLE_CALL,
    operation: 'Query',
    by: 'QueryCommand',
    madeFor: `once at the start: does the index \`${LISTENERS_INDEX}\` answer?`,
    clientSees: 'the server does not start',
    seenBy: 'its last line',
    permissions: [{ action: 'dynamodb:Query', resource: RESOURCES.listeners }],
  },
  { ...EMULATED_TABLE, operation: 'DescribeTable', by: 'DescribeTableCommand' },
  { ...EMULATED_TABLE, operation: 'CreateTable', by: 'CreateTableCommand' },
  { ...EMULATED_TABLE, operation: 'UpdateTimeToLive', by: 'UpdateTimeToLiveCommand' },
  {
    from: 'server',
    service: 'the token issuer',
    operation: 'GET the key set',
    file: 'src/integrations/tokens/issuer-keys.ts',
    by: 'fetch(',
    madeFor: `keys older than ${ms(ISSUER_KEYS_LIMITS.freshMs)}, and a key id that is not known (at most every ${ms(ISSUER_KEYS_LIMITS.cooldownMs)})`,
    attempts: '1; the next token asks again',
    pauses: `${ms(ISSUER_KEYS_LIMITS.retryMs)} at least`,
    permanent: 'none; a redirect counts as a failure',
    deadline: `${ms(ISSUER_KEYS_LIMITS.timeoutMs)}, ${ISSUER_KEYS_LIMITS.maxBytes / 1_024} KiB`,
    breaker: undefined,
    clientSees: `nothing while the last keys are younger than ${ms(ISSUER_KEYS_LIMITS.staleMs)}; then ${error('SERVICE_UNAVAILABLE')} that names \`AUTH_JWKS\``,
    seenBy: 'log line `the issuer’s keys cannot be fetched`; `/readyz`',
    permissions: NO_PERMISSION,
  },
  {
    from: 'server',
    service: 'the collector',
    operation: 'POST traces (OTLP)',
    file: 'src/integrations/telemetry/start-tracing.ts',
    by: 'OTLPTraceExporter',
    madeFor: `batches of ${setting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE')} spans`,
    attempts: String(OTLP_RETRIES.attempts),
    pauses: OTLP_RETRIES.pauses,
    permanent: OTLP_RETRIES.permanent,
    deadline: `${ms(OTLP_RETRIES.timeoutMs)} with all attempts (\`OTEL_EXPORTER_OTLP_TIMEOUT\`)`,
    breaker: undefined,
    clientSees: 'nothing',
    seenBy: metric('SpansDropped', '{why}'),
    permissions: NO_PERMISSION,
  },
  {
    from: 'server',
    service: 'the collector',
    operation: 'POST metrics (OTLP)',
    file: 'src/integrations/metrics/metrics-export.ts',
    by: 'OTLPMetricExporter',
    madeFor: `every ${setting('OTEL_METRIC_EXPORT_INTERVAL')}`,
    attempts: String(OTLP_RETRIES.attempts),
    pauses: OTLP_RETRIES.pauses,
    permanent: OTLP_RETRIES.permanent,
    deadline: `${ms(OTLP_RETRIES.timeoutMs)} with all attempts (\`OTEL_EXPORTER_OTLP_TIMEOUT\`); ${setting('OTEL_METRIC_EXPORT_TIMEOUT')} at most`,
    breaker: undefined,
    clientSees: 'nothing',
    seenBy: metric('MetricExportsFailed'),
    permissions: NO_PERMISSION,
  },
];
