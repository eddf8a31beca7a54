/** What fails how: every kind of failure of each integration, from the code's own closed tables. */
import { openingVerdict } from '../../src/actors/speech/guarded-transcription.ts';
import { SIGNATURE_PROBLEMS } from '../../src/integrations/delivery/signature.ts';
import {
  DYNAMODB_ERROR_NAMES,
  DYNAMODB_FAILURES,
  type DynamoDbFailure,
} from '../../src/integrations/dynamodb/aws-failure.ts';
import {
  failed,
  LAMBDA_ERROR_NAMES,
  LAMBDA_STATUSES,
  TRANSLATION_FAILURES,
  type TranslationFailure,
} from '../../src/integrations/lambda/lambda-errors.ts';
import { TOKEN_REFUSALS, type TokenRefusal } from '../../src/integrations/tokens/token-refusals.ts';
import { TRANSCRIBE_ERROR_NAMES, TRANSCRIBE_STATUSES } from '../../src/integrations/transcribe/transcribe-errors.ts';
import { type CallVerdict, TRANSCRIBE_FAILURES, type TranscribeFailure } from '../../src/machines/failures.ts';
import { error, message, metric, table } from './words.ts';

const VERDICTS: Readonly<Record<CallVerdict, string>> = { failed: 'yes', answered: 'no: it answered', none: 'no' };

function namesOf(failure: string, ...tables: readonly Readonly<Record<string, string>>[]): string {
  const names = tables.flatMap((each) => Object.entries(each).flatMap(([name, is]) => (is === failure ? [name] : [])));
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(' ');
}

/** No request is sent, so there is nothing to count. */
const NOT_SENT: readonly TranscribeFailure[] = ['circuitOpen', 'admission'];

export function transcribeFailures(): string {
  const RETRIES = {
    backOff: 'yes, after a pause',
    atOnce: 'yes, at once, if audio waits; else with the next audio',
    never: 'no; once more after a stream that worked',
  } as const;
  const toSpeaker = (failure: TranscribeFailure) => {
    const { retry } = TRANSCRIBE_FAILURES[failure];
    if (retry === 'atOnce') return 'nothing';
    return retry === 'never' ? message('transcriptionFailed') : message('transcriptionInterrupted');
  };
  const rows = (Object.keys(TRANSCRIBE_FAILURES) as TranscribeFailure[]).map((failure) => [
    `\`${failure}\``,
    TRANSCRIBE_FAILURES[failure].meaning,
    namesOf(failure, TRANSCRIBE_ERROR_NAMES, TRANSCRIBE_STATUSES),
    RETRIES[TRANSCRIBE_FAILURES[failure].retry],
    NOT_SENT.includes(failure) ? 'no: nothing was sent' : VERDICTS[openingVerdict(failure)],
    toSpeaker(failure),
  ]);
  return table(
    [
      'failure',
      'what it is',
      'the service’s names',
      'tried again',
      'of an opening, the breaker counts it',
      'the speaker gets',
    ],
    rows,
  );
}

export function lambdaFailures(): string {
  const rows = (Object.keys(TRANSLATION_FAILURES) as TranslationFailure[]).map((failure) => [
    `\`${failure}\``,
    TRANSLATION_FAILURES[failure],
    namesOf(failure, LAMBDA_ERROR_NAMES, LAMBDA_STATUSES),
    failure === 'aborted' ? 'no: its session has ended' : 'yes',
    VERDICTS[failed(failure, '').verdict],
  ]);
  rows.splice(-1, 0, ['`timeout`', 'No answer came in time.', '–', 'yes', VERDICTS.failed]);
  return table(['failure', 'what it is', 'the service’s names', 'tried again', 'breaker counts it'], rows);
}

export function dynamodbFailures(): string {
  const rows = (Object.keys(DYNAMODB_FAILURES) as DynamoDbFailure[]).map((failure) => {
    const { meaning, retryable, verdict } = DYNAMODB_FAILURES[failure];
    return [
      `\`${failure}\``,
      meaning,
      namesOf(failure, DYNAMODB_ERROR_NAMES),
      retryable ? 'yes' : 'no',
      VERDICTS[verdict],
      failure === 'timeout'
        ? error('TIMEOUT')
        : failure === 'conditionFailed'
          ? 'see below'
          : error('SERVICE_UNAVAILABLE'),
    ];
  });
  return table(['failure', 'what it is', 'names', 'tried again', 'breaker counts it', 'who waits for it gets'], rows);
}

export function tokenFailures(): string {
  const rows = (Object.keys(TOKEN_REFUSALS) as TokenRefusal[]).map((reason) => {
    const isOurs = reason === 'keysUnavailable';
    return [
      `\`${reason}\``,
      TOKEN_REFUSALS[reason],
      isOurs ? error('SERVICE_UNAVAILABLE') : error('INVALID_TOKEN'),
      isOurs ? 'yes, with growing pauses' : 'no: get another token first',
      isOurs
        ? '`/readyz`, log line `the issuer’s keys cannot be fetched`'
        : 'log line `upgrade refused` or `request refused`',
    ];
  });
  return table(['`details.reason`', 'what it is', 'answer', 'try again', 'seen by'], rows);
}

/** The caller always gets the same 403: the reason is for the operator. */
export function deliveryFailures(): string {
  const refused = (reason: string, meaning: string) => [
    '403 `ForbiddenException`',
    meaning,
    'after its pause, in vain',
    metric('DeliveriesRefused', `{reason="${reason}"}`),
  ];
  const rows = [
    ...Object.entries(SIGNATURE_PROBLEMS).map(([reason, meaning]) => refused(reason, meaning)),
    refused('notLocal', 'No delivery key is set, and the caller is not a program on this machine.'),
    [
      '410 `GoneException`',
      'There is no such open connection.',
      'no; deletes the row',
      '`gone` in the pipeline’s line',
    ],
    [
      '413 `PayloadTooLargeException`',
      'The body is over `MAX_MESSAGE_BYTES`.',
      'after its pause, in vain',
      '`failures` in the pipeline’s line',
    ],
    [
      '429 `LimitExceededException`',
      'The listener is lagging.',
      'no; it misses the rest of this segment',
      metric('ListenerNotificationFailures', '{why="lagging"}'),
    ],
    ['405 `MethodNotAllowedException`', 'Only GET, POST and DELETE exist.', 'not by the pipeline', '–'],
    [
      'none',
      'The server cannot be reached, or the connection broke.',
      'once',
      '`failures` in the pipeline’s line: `ECONNREFUSED`, `ENOTFOUND`, `timeout`',
    ],
  ];
  return table(['answer', 'why', 'the pipeline tries again', 'seen by'], rows);
}
