/** The five diagrams, as steps. Their messages come from spoken.ts; the order is the one of the code and its tests. */
import { alt, answers, loop, note, opt, type Step, says, sequenceDiagram } from './sequence.ts';
import {
  action,
  audioEvent,
  call,
  close,
  delivered,
  failure,
  message,
  payload,
  plain,
  route,
  startRequest,
  transcriptEvent,
  upgrade,
} from './spoken.ts';

const OPENING: readonly Step[] = [
  says(
    'rostrum',
    'transcribe',
    startRequest(
      'LanguageCode',
      'MediaEncoding',
      'MediaSampleRateHertz',
      'EnablePartialResultsStabilization',
      'PartialResultsStability',
    ),
  ),
  answers('transcribe', 'rostrum', plain('200')),
];

export function transcribeSequence(): string {
  const spoken: readonly Step[] = [
    says('speaker', 'rostrum', action('sendAudio')),
    answers('rostrum', 'speaker', message('audioReceived')),
    says('rostrum', 'transcribe', audioEvent('AudioEvent')),
    answers(
      'transcribe',
      'rostrum',
      transcriptEvent('TranscriptEvent', 'ResultId', 'IsPartial', 'Alternatives', 'EndTime'),
    ),
    says('rostrum', 'speaker', message('transcript')),
  ];
  return sequenceDiagram(
    ['speaker', 'rostrum', 'transcribe'],
    [
      says('speaker', 'rostrum', action('sendAudio')),
      ...OPENING,
      loop('while the speaker talks (or as a binary frame, without JSON)', spoken),
      opt('the stream dies', [
        says('rostrum', 'speaker', message('transcriptionInterrupted')),
        note(['rostrum'], 'pause, then another stream'),
        ...OPENING,
        says('rostrum', 'transcribe', plain('AudioEvent, from where the last final ended')),
        alt('it works', [says('rostrum', 'speaker', message('transcriptionRestored'))], {
          when: 'the recovery window is over',
          steps: [
            says('rostrum', 'speaker', message('transcriptionFailed')),
            says('speaker', 'rostrum', action('sendAudio')),
            answers('rostrum', 'speaker', message('audioReceived', 1)),
            note(['speaker', 'rostrum'], 'dropped is failed, until resumeBroadcast or the next try'),
          ],
        }),
      ]),
      opt('no audio is wanted', [
        says('speaker', 'rostrum', action('muteBroadcast')),
        answers('rostrum', 'speaker', message('broadcastMuted')),
        says('rostrum', 'transcribe', plain('AudioEvent (silence), then an empty one, the end frame')),
      ]),
      says('speaker', 'rostrum', action('endSession')),
      says('rostrum', 'transcribe', plain('AudioEvent (empty): the end frame')),
      answers('transcribe', 'rostrum', transcriptEvent('TranscriptEvent', 'ResultId', 'IsPartial')),
      says('rostrum', 'speaker', message('sessionEnded')),
      says('rostrum', 'speaker', close('ended')),
    ],
  );
}

export function pipelineSequence(): string {
  return sequenceDiagram(
    ['transcribe', 'rostrum', 'lambda', 'pipeline', 'tables', 'translate', 'polly', 'listener'],
    [
      answers('transcribe', 'rostrum', transcriptEvent('TranscriptEvent', 'ResultId', 'IsPartial', 'Alternatives')),
      note(['rostrum'], 'cut into segments'),
      says('rostrum', 'lambda', call('Invoke, type Event')),
      note(['rostrum', 'lambda'], payload().text),
      alt('accepted', [answers('lambda', 'rostrum', plain('202'))], {
        when: 'refused, or no answer',
        steps: [note(['rostrum'], 'pause, the same payload again, then given up')],
      }),
      says('lambda', 'pipeline', plain('the payload')),
      says('pipeline', 'tables', call('Query', 'listeners by language')),
      loop('for each language', [
        says('pipeline', 'translate', call('TranslateText')),
        opt('a final', [says('pipeline', 'polly', call('SynthesizeSpeech'))]),
      ]),
      loop('for each listener', [
        says('pipeline', 'rostrum', route('POST', '/@connections/{connectionId}')),
        alt('speech', [says('rostrum', 'listener', delivered('audio'))], {
          when: 'text only',
          steps: [says('rostrum', 'listener', delivered('caption'))],
        }),
        answers('rostrum', 'pipeline', plain('200')),
      ]),
      says('listener', 'rostrum', action('playbackReport')),
    ],
  );
}

export function tablesSequence(): string {
  return sequenceDiagram(
    ['speaker', 'listener', 'rostrum', 'tables', 'pipeline'],
    [
      says('speaker', 'rostrum', action('createSession')),
      says('rostrum', 'tables', call('PutItem', 'Sessions, if the id is free')),
      alt('written', [says('rostrum', 'speaker', message('sessionCreated'))], {
        when: 'not written',
        steps: [answers('rostrum', 'speaker', failure('SERVICE_UNAVAILABLE'))],
      }),
      says('listener', 'rostrum', upgrade('sessionId', 'targetLanguage')),
      opt('the session is not live here', [
        says('rostrum', 'tables', call('GetItem', 'Sessions')),
        says('rostrum', 'tables', call('UpdateItem', 'Sessions, epoch + 1, if unchanged')),
      ]),
      says('rostrum', 'listener', message('sessionJoined')),
      says('rostrum', 'tables', call('UpdateItem', 'Connections')),
      loop('each transcript', [says('pipeline', 'tables', call('Query', 'the index of Connections'))]),
      says('speaker', 'rostrum', action('pauseBroadcast')),
      answers('rostrum', 'speaker', message('broadcastPaused', 0)),
      says('rostrum', 'listener', message('broadcastPaused', 1)),
      says('rostrum', 'tables', call('UpdateItem', 'Sessions, if still the owner')),
      note(['rostrum', 'tables'], 'no client waits for this write'),
      alt(
        'another process has a higher epoch',
        [says('rostrum', 'speaker', close('goingAway')), says('rostrum', 'listener', close('goingAway'))],
        {
          when: 'the session ends',
          steps: [
            says('rostrum', 'listener', message('sessionEnded')),
            says('rostrum', 'tables', call('UpdateItem', 'Sessions, isActive false')),
            says('rostrum', 'tables', call('DeleteItem', 'Connections')),
          ],
        },
      ),
    ],
  );
}

export function tokensSequence(): string {
  return sequenceDiagram(
    ['speaker', 'rostrum', 'issuer'],
    [
      says('speaker', 'rostrum', upgrade('action', 'sourceLanguage', 'token')),
      note(['speaker', 'rostrum'], 'or Authorization, or Sec-WebSocket-Protocol'),
      opt('no keys, old keys, or an unknown key id', [
        says('rostrum', 'issuer', call('GET the key set')),
        answers('issuer', 'rostrum', plain('200 (keys)')),
      ]),
      note(['rostrum'], 'algorithm, signature, iss, aud or client_id, exp, nbf, token_use, sub'),
      alt(
        'valid',
        [answers('rostrum', 'speaker', plain('101')), says('rostrum', 'speaker', message('sessionCreated'))],
        { when: 'wrong', steps: [answers('rostrum', 'speaker', failure('INVALID_TOKEN'))] },
        { when: 'the keys cannot be fetched', steps: [answers('rostrum', 'speaker', failure('SERVICE_UNAVAILABLE'))] },
      ),
      says('speaker', 'rostrum', route('DELETE', '/sessions/golden-eagle-427')),
      alt('the session’s owner', [answers('rostrum', 'speaker', plain('204'))], {
        when: 'another user',
        steps: [answers('rostrum', 'speaker', failure('FORBIDDEN'))],
      }),
    ],
  );
}

export function deliverySequence(): string {
  return sequenceDiagram(
    ['pipeline', 'rostrum', 'listener'],
    [
      says('pipeline', 'rostrum', route('POST', '/@connections/{connectionId}')),
      note(['pipeline', 'rostrum'], 'Signature Version 4, service execute-api, traceparent'),
      alt(
        'signed, and the listener keeps up',
        [
          says('rostrum', 'listener', delivered('audio')),
          answers('rostrum', 'pipeline', plain('200')),
          says('listener', 'rostrum', action('playbackReport')),
        ],
        {
          when: 'not signed as it should be',
          steps: [answers('rostrum', 'pipeline', plain('403 ForbiddenException'))],
        },
        { when: 'no such socket', steps: [answers('rostrum', 'pipeline', plain('410 GoneException'))] },
        {
          when: 'the listener lags',
          steps: [
            answers('rostrum', 'pipeline', plain('429 LimitExceededException')),
            opt('for too long, or too much waits', [says('rostrum', 'listener', close('slowConsumer'))]),
          ],
        },
      ),
      says('pipeline', 'rostrum', route('GET', '/@connections/{connectionId}')),
      answers('rostrum', 'pipeline', plain('200 (connectedAt, identity, lastActiveAt)')),
      says('pipeline', 'rostrum', route('DELETE', '/@connections/{connectionId}')),
      says('rostrum', 'listener', close('ended')),
      answers('rostrum', 'pipeline', plain('204')),
    ],
  );
}
