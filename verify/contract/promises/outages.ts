/** Sections 2, 4, 5 and 9: what clients see during an outage of a service behind the server, and after it. */
import type { Client } from '../client.ts';
import { eventually } from '../deadline.ts';
import { ABSENT, Broken, between, fits, holds, OBJECT, POSITIVE, show, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence, words } from '../speech.ts';
import type { Stage } from '../stage.ts';
import { isAnswered } from '../web.ts';

const terms = { under: 'fragile', alone: 'lines' } as const;
const LONG_MS = 25_000;

/** Sends a chunk every 100 ms until the promise `what` settles. */
async function speakingUntil<T>(speaker: Client, what: Promise<T>, chunk = silence(3_200)): Promise<T> {
  const sending = setInterval(() => speaker.closed === undefined && speaker.send(chunk), 100);
  try {
    return await what;
  } finally {
    clearInterval(sending);
  }
}

async function readiness(stage: Stage, status: number) {
  return eventually(async () => {
    const answer = await stage.http('GET', '/readyz');
    isAnswered(answer, status);
    return answer;
  }, LONG_MS);
}

/** @returns the words of all finals so far, in order. */
function finals(speaker: Client): string {
  return speaker
    .waiting('transcript')
    .filter(({ isPartial }) => isPartial === false)
    .map(({ text }) => text)
    .join(' ');
}

export const outages: readonly Promised[] = [
  promised(
    '9.outage',
    'Controls are acknowledged while DynamoDB is away; the writes catch up; readyz says so meanwhile',
    async (stage) => {
      const { lines, tables } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      lines.dynamodb.cut();
      try {
        await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
        await listener.next('broadcastPaused');
        await speaker.ask({ action: 'setVolume', volumeLevel: 0.4 }, 'volumeChanged');
        const { json } = await readiness(stage, 503);
        holds('the reasons', JSON.stringify(json).includes('DynamoDB'), json);
        isAnswered(await stage.http('GET', '/healthz'), 200);
        await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
      } finally {
        lines.dynamodb.mend();
      }
      await readiness(stage, 200);
      await eventually(async () => {
        const broadcastState = { isPaused: true, isMuted: true, volume: 0.4 };
        fits('the row', await tables.session(sessionId), { broadcastState });
      }, LONG_MS);
    },
    terms,
  ),
  promised(
    '5.interrupted',
    'A stream that breaks: transcriptionInterrupted, transcriptionRestored, and no word is lost',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask(blocks(1, 20), 'audioReceived');
      await speaker.ask(silence(16_000), 'audioReceived');
      await eventually(() => fits('the first words', finals(speaker), words(1, 20)));
      await speaker.ask(blocks(21, 30), 'audioReceived');
      stage.aws.lines.transcribe.interrupt();
      const interrupted = await speakingUntil(speaker, speaker.next('transcriptionInterrupted', undefined, LONG_MS));
      fits('transcriptionInterrupted', interrupted, { reason: TEXT, attempt: POSITIVE });
      const restored = await speakingUntil(speaker, speaker.next('transcriptionRestored', undefined, LONG_MS));
      fits('transcriptionRestored', restored, { attempt: POSITIVE, replayedMs: between(0, 60_000) });
      await speakingUntil(
        speaker,
        eventually(() => fits('all words, once', finals(speaker), words(1, 30)), LONG_MS),
      );
    },
    terms,
  ),
  promised(
    '5.failed',
    'Transcription that fails for too long: transcriptionFailed, audio is dropped as failed, the rest goes on',
    async (stage) => {
      const { transcribe } = stage.aws.lines;
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      transcribe.cut();
      try {
        const failed = await speakingUntil(speaker, speaker.next('transcriptionFailed', undefined, LONG_MS));
        fits('transcriptionFailed', failed, { sessionId, reason: TEXT });
        await speaker.settled();
        speaker.clear();
        fits('audio', await speaker.ask(silence(3_200), 'audioReceived'), { dropped: 'failed' });
        await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
        await listener.next('broadcastPaused');
        fits('the first reason that holds', await speaker.ask(silence(3_200), 'audioReceived'), { dropped: 'paused' });
      } finally {
        transcribe.mend();
      }
      await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
      await eventually(async () => {
        fits('audio', await speaker.ask(silence(3_200), 'audioReceived'), { dropped: ABSENT });
      }, LONG_MS);
      await speaker.ask(blocks(1, 5), 'audioReceived');
      const heard = eventually(() => fits('the words after it', finals(speaker), words(1, 5)), LONG_MS);
      await speakingUntil(speaker, heard);
    },
    terms,
  ),
  promised(
    '2.service-unavailable',
    'While DynamoDB is away a new session is refused with 503, or made',
    async (stage) => {
      const { dynamodb } = stage.aws.lines;
      const token = await stage.token();
      dynamodb.cut();
      try {
        const answer = await stage.http('POST', '/sessions', { token, json: { sourceLanguage: 'en' } });
        const isKnown = [201, 500, 503, 504].includes(answer.status);
        if (!isKnown) throw new Broken('HTTP 201, 500, 503 or 504', `${answer.status} ${show(answer.text)}`);
        if (answer.status !== 201)
          fits('the body', answer.json, { statusCode: answer.status, code: TEXT, details: OBJECT });
      } finally {
        dynamodb.mend();
      }
      await readiness(stage, 200);
    },
    terms,
  ),
];
