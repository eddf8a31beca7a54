/** Promises of the contract that the server does not fulfil yet, by their part of the contract. */
import { notYetPromised, type Promised } from '../promise.ts';

const HEARD_WHILE_SAID = 'heard while it is said';
const FLEET = 'the fleet';

const CLAIMS: readonly (readonly [id: string, part: string, claim: string])[] = [
  ['2.segments', HEARD_WHILE_SAID, 'POST /sessions takes segments: clause, sentence or result'],
  ['3.segments', HEARD_WHILE_SAID, 'createSession takes segments, on connect and as a message'],
  [
    '4.playback-report',
    HEARD_WHILE_SAID,
    'playbackReport by a listener is taken without an answer, at most 2 a second',
  ],
  ['4.safe', FLEET, '?safe=on is a parameter of connects, and INVALID_PARAMETER with ack=none'],
  ['5.transcript-segment', HEARD_WHILE_SAID, 'transcript names its line by resultId and segment'],
  ['5.transcript-replaces', HEARD_WHILE_SAID, 'A final without segment replaces all lines of its resultId'],
  ['5.audio-segment', HEARD_WHILE_SAID, 'audio of our pipeline has segment'],
  ['5.caption-segment', HEARD_WHILE_SAID, 'caption of our pipeline has segment'],
  ['5.audio-safe', FLEET, 'audioSafe tells how many of the last chunks are still needed'],
  ['5.rebuilt', FLEET, 'A speaker’s first greeting after a rebuild has rebuilt true'],
  ['8.stable-prefix', HEARD_WHILE_SAID, 'The stable prefix of a partial is forwarded whenever it has grown'],
  ['8.segments', HEARD_WHILE_SAID, 'A segment goes out as a final of its own, with segment and isSegmentFinal'],
  ['8.segments-once', HEARD_WHILE_SAID, 'What was handed over is never handed over again'],
  ['8.epoch-hand-over', FLEET, 'epoch rises at a hand-over between nodes, where the clock goes on'],
];

export const notYet: readonly Promised[] = CLAIMS.map(([id, part, claim]) => notYetPromised(id, claim, part));
