/** Sections 5, 7 and 8: one broadcast while its server is stopped, started, killed and started again. */
import type { Closing } from '../../../testkit/sockets/client-socket.ts';
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { itemsOf, Talk } from '../dictation.ts';
import { fits, holds, oneOf, type Patterns, POSITIVE } from '../expectation.ts';
import { type Invocation, isFinal, type Lambda } from '../lambda.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence, words } from '../speech.ts';
import type { Stage } from '../stage.ts';

interface Seen {
  readonly sessionId: string;
  /** What the speaker and the listener got at SIGTERM. */
  readonly drained: readonly { readonly messages: readonly Message[]; readonly closing: Closing }[];
  readonly exitCode: number | null;
  readonly afterStop: { readonly speaker: Message; readonly listener: Message; readonly paused: Message };
  /** Of a result after each restart, with a sentence in its stable prefix. */
  readonly handedOver: readonly (readonly unknown[])[];
  readonly afterCrash: { readonly speaker: Message; readonly invocation: Invocation | undefined };
}

const seenBy = new WeakMap<object, Promise<Seen>>();

/** All promises check the same run. */
function watched(stage: Stage): Promise<Seen> {
  const seen = seenBy.get(stage.observed) ?? watch(stage);
  seenBy.set(stage.observed, seen);
  return seen;
}

async function leaving(client: Client) {
  const closing = await client.closing;
  return { messages: client.waiting(), closing };
}

async function watch(stage: Stage): Promise<Seen> {
  const { aws } = stage;
  const { environment } = aws;
  const first = await stage.launch('aws', { aws, environment });
  const userId = stage.newUser();
  const { speaker, sessionId, token } = await stage.speaker({ segments: 'result' }, { server: first, userId });
  const listener = await stage.listener(sessionId, 'fr', {}, { server: first });
  await speaker.ask({ action: 'setVolume', volumeLevel: 0.9 }, 'volumeChanged');
  await listener.next('volumeChanged');
  const leavings = Promise.all([leaving(speaker), leaving(listener)]);
  const exitCode = await stage.stop(first);
  const drained = await leavings;

  const second = await stage.launch('aws', { aws, environment });
  const again = await stage.attach(token, sessionId, { server: second });
  const backAgain = await stage.listener(sessionId, 'fr', {}, { server: second });
  await again.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
  await backAgain.next('volumeChanged');
  await again.ask(blocks(1, 5), 'audioReceived');
  await again.ask(silence(16_000), 'audioReceived');
  await aws.lambda.sees(sessionId, isFinal);
  const handedOver = [await sentences(aws.lambda, again, sessionId)];
  await stage.stop(second, 'SIGKILL');

  const third = await stage.launch('aws', { aws, environment });
  const finally_ = await stage.attach(token, sessionId, { server: third });
  await stage.listener(sessionId, 'fr', {}, { server: third });
  // The second server may have been killed before it had written its volume, and numbered audio must not be scaled.
  await finally_.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
  await finally_.ask(blocks(6, 10), 'audioReceived');
  await finally_.ask(silence(16_000), 'audioReceived');
  const isLast = (one: Invocation) => isFinal(one) && one.payload.transcriptText === words(6, 10);
  const [invocation] = await aws.lambda.sees(sessionId, isLast);
  handedOver.push(await sentences(aws.lambda, finally_, sessionId));
  return {
    sessionId,
    drained,
    exitCode,
    handedOver,
    afterStop: { speaker: again.greeting, listener: backAgain.greeting, paused: again.greeting },
    afterCrash: { speaker: finally_.greeting, invocation },
  };
}

/** Says two sentences, the first of which is stable before the final. @returns what was handed over of them. */
async function sentences(lambda: Lambda, speaker: Client, sessionId: string): Promise<unknown[]> {
  const isLast = (one: Invocation) => isFinal(one) && String(one.payload.transcriptText).endsWith('there.');
  const before = lambda.of(sessionId);
  const talk = new Talk(speaker);
  await talk.until(1_000);
  await talk.partial('r', itemsOf('One is here. Two is there.', { stableWords: 4 }));
  await talk.final('r', itemsOf('One is here. Two is there.'));
  await lambda.sees(sessionId, isLast, before.filter(isLast).length + 1);
  const since = lambda.of(sessionId).slice(before.length).filter(isFinal);
  return since.map(({ payload }) => payload.transcriptText);
}

const under = 'aws' as const;

export const restarts: readonly Promised[] = [
  promised(
    '5.draining',
    'SIGTERM: serverDraining with retryAfterMs to both',
    async (stage) => {
      const { drained } = await watched(stage);
      for (const { messages } of drained) {
        const draining = messages.find(({ type }) => type === 'serverDraining');
        fits('serverDraining', draining, { retryAfterMs: POSITIVE });
      }
    },
    { under },
  ),
  promised(
    '7.going-away',
    '... then close 1001',
    async (stage) => {
      const { drained } = await watched(stage);
      for (const { closing } of drained) fits('the close code', closing.code, CLOSE.goingAway);
    },
    { under },
  ),
  promised(
    '5.draining-no-end',
    '... and the session is not ended',
    async (stage) => {
      const { drained } = await watched(stage);
      for (const { messages } of drained) {
        const types = messages.map(({ type }) => type);
        holds('no sessionEnded', !types.includes('sessionEnded'), types);
      }
    },
    { under },
  ),
  promised(
    '5.draining-exit',
    'The server exits by itself with 0',
    async (stage) => {
      fits('the exit code', (await watched(stage)).exitCode, 0);
    },
    { under },
  ),
  promised(
    '5.taken-up',
    'The session is taken up again after the restart, with its broadcast state',
    async (stage) => {
      const { afterStop, sessionId } = await watched(stage);
      const state: Patterns = { isActive: true, isPaused: false, isMuted: false, volume: 0.9 };
      fits('sessionCreated', afterStop.speaker, { sessionId, broadcastState: state });
      fits('sessionJoined', afterStop.listener, { sessionId, targetLanguage: 'fr' });
    },
    { under },
  ),
  promised(
    '3.segments-kept',
    'The mode of segments that was asked for outlives a stop and a crash of the server',
    async (stage) => {
      const { handedOver } = await watched(stage);
      fits('what was handed over', handedOver, Array(2).fill(['One is here. Two is there.']));
    },
    { under },
  ),
  promised(
    '8.rebuilt',
    'After a crash a session is rebuilt when its speaker comes back',
    async (stage) => {
      const { afterCrash, sessionId } = await watched(stage);
      fits('sessionCreated', afterCrash.speaker, { sessionId, sourceLanguage: 'en' });
    },
    { under },
  ),
  promised(
    '8.epoch',
    'epoch counts the times the session was rebuilt; its clock starts at 0 in each',
    async (stage) => {
      const { afterCrash } = await watched(stage);
      fits('the payload', afterCrash.invocation?.payload, { epoch: oneOf(1, 2), startTimeMs: 0, endTimeMs: 100 });
    },
    { under },
  ),
];
