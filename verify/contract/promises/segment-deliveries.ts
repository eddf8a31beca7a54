/** Section 5: audio and captions of our own pipeline say which segment they are of. */
import { isInstalled } from '../../../testkit/programs/installed.ts';
import { itemsOf, Talk } from '../dictation.ts';
import { ABSENT, fits, holds, Skipped, TEXT, WHOLE } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';

const FIRST = 'Good evening everybody.';
const REST = 'Thank you for coming.';
const ENGINES = ['espeak-ng', 'apertium'];
const WITHIN_MS = 40_000;

/** Says two segments of one result. */
async function said(stage: Stage, targetLanguage: string) {
  if (stage.server.program === undefined) throw new Skipped('needs a server of its own to start and stop');
  const { speaker, sessionId } = await stage.speaker();
  const listener = await stage.listener(sessionId, targetLanguage);
  const talk = new Talk(speaker);
  await talk.until(3_000);
  await talk.partial('r', itemsOf(`${FIRST} Thank you for`, { stableWords: 3 }));
  await talk.final('r', itemsOf(`${FIRST} ${REST}`));
  return { listener, sessionId };
}

export const segmentDeliveries: readonly Promised[] = [
  promised('5.audio-segment', 'audio of our pipeline has segment', async (stage) => {
    const missing = ENGINES.filter((engine) => !isInstalled(engine));
    if (missing.length > 0) throw new Skipped(`needs ${missing.join(' and ')}`);
    const { listener, sessionId } = await said(stage, 'es');
    const resultIds: unknown[] = [];
    for (const [segment, times] of [
      { startTimeMs: 0, endTimeMs: 280 },
      { startTimeMs: 300, endTimeMs: 680 },
    ].entries()) {
      const pieces = await piecesOf((where) => listener.next('audio', where, WITHIN_MS), segment);
      for (const [i, piece] of pieces.entries()) {
        fits('audio', piece, { sessionId, segment, part: i + 1, epoch: 0, targetLanguage: 'es', ...times });
        fits('parts, on the last alone', piece.parts, i === pieces.length - 1 ? pieces.length : ABSENT);
        fits('text, on part 1', piece.text, i === 0 ? TEXT : ABSENT);
        const sound = { format: 'pcm', sampleRate: 16_000, channels: 1, sequenceNumber: WHOLE };
        fits('audio', piece, { audioData: /^[A-Za-z0-9+/]+=*$/, ...sound });
        resultIds.push(piece.resultId);
      }
    }
    holds('one resultId', new Set(resultIds).size === 1, resultIds);
  }),
  promised('5.caption-segment', 'caption of our pipeline has segment', async (stage) => {
    const { listener, sessionId } = await said(stage, 'de');
    const isFinal = ({ isPartial }: Message) => isPartial === false;
    const first = await listener.next('caption', isFinal, WITHIN_MS);
    const second = await listener.next('caption', isFinal, WITHIN_MS);
    const shared = { sessionId, targetLanguage: 'de', sourceLanguage: 'en', translated: false, sequenceNumber: WHOLE };
    fits('the first', first, { ...shared, segment: 0, text: FIRST, resultId: TEXT });
    fits('the second', second, { ...shared, segment: 1, text: REST, resultId: String(first.resultId) });
    holds('rising numbers', Number(second.sequenceNumber) > Number(first.sequenceNumber), [first, second]);
  }),
];

/** The pieces of a segment's speech, in the order of their parts. */
async function piecesOf(
  next: (where: (message: Message) => boolean) => Promise<Message>,
  segment: number,
): Promise<Message[]> {
  const pieces: Message[] = [];
  for (;;) {
    const piece = await next((message) => message.segment === segment);
    pieces.push(piece);
    if (piece.parts !== undefined) return pieces;
  }
}
