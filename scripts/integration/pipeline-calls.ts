/** The calls of the translation pipeline, with the engines of AWS. The local engines are programs, which call nobody. */
import { CONNECT_TIMEOUT_MS } from '../../pipeline/composition.ts';
import { readConfiguration } from '../../pipeline/configuration.ts';
import { DELIVERY_LIMITS } from '../../pipeline/deliver.ts';
import { SECRET_TIMEOUTS } from '../../pipeline/delivery-secret.ts';
import { TABLE_TIMEOUT_MS } from '../../pipeline/listeners.ts';
import { NO_PERMISSION, type OutgoingCall, RESOURCES } from './outgoing-call.ts';
import { SDK_RETRIES, sdkPauses } from './sdk-defaults.ts';
import { ms } from './words.ts';

/** What the function has when its environment says nothing of deadlines. */
export const PIPELINE_DEFAULTS = readConfiguration({ DELIVERY_ENDPOINT: 'https://localhost' });

const TABLE_CALL = {
  from: 'pipeline',
  service: 'Amazon DynamoDB',
  file: 'pipeline/listeners.ts',
  attempts: `${SDK_RETRIES.DynamoDB.attempts} (the SDK’s)`,
  pauses: sdkPauses('DynamoDB'),
  permanent: 'what the SDK does not retry: 4xx that are not throttling',
  breaker: undefined,
} as const;

export const PIPELINE_CALLS: readonly OutgoingCall[] = [
  {
    from: 'pipeline',
    service: 'AWS Secrets Manager',
    operation: 'GetSecretValue',
    file: 'pipeline/delivery-secret.ts',
    by: 'GetSecretValueCommand',
    madeFor: 'the delivery key, when the function starts with `DELIVERY_SECRET_ARN`',
    attempts: `${SDK_RETRIES.SecretsManager.attempts} (the SDK’s); the next invocation starts anew`,
    pauses: sdkPauses('SecretsManager'),
    permanent: 'what the SDK does not retry, and a secret of another form',
    deadline: `${ms(SECRET_TIMEOUTS.connectMs)} to connect, ${ms(SECRET_TIMEOUTS.answerMs)} for an answer`,
    breaker: undefined,
    clientSees: 'listeners hear nothing until it can be read: the invocation fails',
    seenBy: '`Errors` of the function in CloudWatch; its log names the secret',
    permissions: [{ action: 'secretsmanager:GetSecretValue', resource: RESOURCES.secret }],
  },
  {
    ...TABLE_CALL,
    operation: 'Query',
    by: 'QueryCommand',
    madeFor: 'the listeners of a session, by language; once for each transcript and language',
    deadline: `${ms(TABLE_TIMEOUT_MS)} for all pages`,
    clientSees: 'listeners miss this segment: the invocation fails, and Lambda may try it again',
    seenBy: '`Errors` of the function in CloudWatch; its log',
    permissions: [{ action: 'dynamodb:Query', resource: RESOURCES.listeners }],
  },
  {
    ...TABLE_CALL,
    operation: 'DeleteItem',
    by: 'DeleteCommand',
    madeFor: 'a connection that the delivery API says is gone',
    deadline: ms(TABLE_TIMEOUT_MS),
    clientSees: 'nothing: the next transcript finds it gone again',
    seenBy: '`gone` in the line `transcript handled`',
    permissions: [{ action: 'dynamodb:DeleteItem', resource: RESOURCES.connections }],
  },
  {
    from: 'pipeline',
    service: 'Amazon Translate',
    operation: 'TranslateText',
    file: 'pipeline/engines/aws-translator.ts',
    by: 'TranslateTextCommand',
    madeFor: 'each transcript and language',
    attempts: `${SDK_RETRIES.Translate.attempts} (the SDK’s)`,
    pauses: sdkPauses('Translate'),
    permanent: '`UnsupportedLanguagePairException` (outcome `noEngine`), and what the SDK does not retry',
    deadline: `${ms(PIPELINE_DEFAULTS.translationDeadlineMs)} (\`TRANSLATION_DEADLINE_MS\`)`,
    breaker: undefined,
    clientSees: 'a caption of the speaker’s words with `reason`: `translationFailed` or `noEngine`',
    seenBy: '`outcome` in the line `transcript handled`',
    permissions: [{ action: 'translate:TranslateText', resource: RESOURCES.any }],
  },
  {
    from: 'pipeline',
    service: 'Amazon Polly',
    operation: 'SynthesizeSpeech',
    file: 'pipeline/engines/aws-speaker.ts',
    by: 'SynthesizeSpeechCommand',
    madeFor: 'each final and language',
    attempts: `${SDK_RETRIES.Polly.attempts} (the SDK’s), until its sound begins`,
    pauses: sdkPauses('Polly'),
    permanent: 'what the SDK does not retry',
    deadline: `${ms(PIPELINE_DEFAULTS.speechDeadlineMs)} (\`SPEECH_DEADLINE_MS\`)`,
    breaker: undefined,
    clientSees: 'a caption in place of speech with `reason`: `speechFailed` or `noVoice`',
    seenBy: '`outcome` in the line `transcript handled`',
    permissions: [{ action: 'polly:SynthesizeSpeech', resource: RESOURCES.any }],
  },
  {
    from: 'pipeline',
    service: 'Rostrum',
    operation: 'PostToConnection',
    file: 'pipeline/deliver.ts',
    by: 'PostToConnectionCommand',
    madeFor: `each message and listener, ${DELIVERY_LIMITS.atOnce} at a time`,
    attempts: String(DELIVERY_LIMITS.attempts),
    pauses: ms(DELIVERY_LIMITS.retryAfterMs),
    permanent: '410 (its row is deleted), 429 (the listener misses the rest)',
    deadline: `${ms(CONNECT_TIMEOUT_MS)} to connect, ${ms(DELIVERY_LIMITS.postTimeoutMs)} each, ${ms(DELIVERY_LIMITS.messageTimeoutMs)} for all listeners`,
    breaker: undefined,
    clientSees: 'the listener misses this segment',
    seenBy: '`failed`, `failures` in the line `transcript handled`; at the server `DeliveriesRefused`',
    permissions: NO_PERMISSION,
  },
];
