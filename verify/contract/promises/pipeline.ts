/** Section 8: the pipeline's invocations: which transcripts are forwarded, and the payload. */
import { between, fits, holds, MILLISECONDS, oneOf, type Patterns, TEXT, WHOLE } from '../expectation.ts';
import { FUNCTION_NAME, type Invocation, isFinal } from '../lambda.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, hum, STABLE_PARTIAL, words } from '../speech.ts';
import type { Stage } from '../stage.ts';
import { REST, say, says } from './pipeline-talk.ts';

const under = 'aws' as const;
const isFinalMessage = ({ isPartial }: Message) => isPartial === false;

/** Starts a broadcast with a listener. @returns it and its first final as the pipeline got it. */
async function firstFinal(stage: Stage, languages: readonly string[] = ['es']) {
  const { lambda } = stage.aws;
  const { speaker, sessionId } = await stage.speaker();
  for (const language of languages) await stage.listener(sessionId, language);
  await say(speaker, 1, 5);
  const [invocation] = await lambda.sees(sessionId, isFinal);
  return { speaker, sessionId, lambda, invocation, payload: invocation?.payload };
}

async function volumeHeard(stage: Stage, volumeLevel: number): Promise<number> {
  const { lambda } = stage.aws;
  const { speaker, sessionId } = await stage.speaker();
  await stage.listener(sessionId);
  await speaker.ask({ action: 'setVolume', volumeLevel }, 'volumeChanged');
  const tone = hum(2_000);
  for (let at = 0; at < tone.length; at += 32_000) await speaker.ask(tone.subarray(at, at + 32_000), 'audioReceived');
  await speaker.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
  await say(speaker, 1, 1);
  const [invocation] = await lambda.sees(sessionId, isFinal);
  return Number(Object(invocation?.payload.emotionDynamics).volume);
}

const PAYLOAD: Patterns = {
  sourceLanguage: 'en',
  transcriptText: words(1, 5),
  isPartial: false,
  stabilityScore: 1,
  timestamp: MILLISECONDS,
  emotionDynamics: { volume: between(0, 1), rate: between(0.5, 2), energy: between(0, 1) },
};

export const pipeline: readonly Promised[] = [
  promised(
    '8.invoke',
    'Invoke with InvocationType Event, of the configured function',
    async (stage) => {
      const { invocation } = await firstFinal(stage);
      fits('the invocation', invocation, { functionName: FUNCTION_NAME, invocationType: 'Event' });
    },
    { under },
  ),
  promised(
    '8.payload',
    'The payload has what the requirements ask for',
    async (stage) => {
      const { payload, sessionId } = await firstFinal(stage);
      fits('the payload', payload, { ...PAYLOAD, sessionId });
    },
    { under },
  ),
  promised(
    '8.payload-more',
    'Plus resultId, revision, idempotencyKey, traceparent, times, epoch',
    async (stage) => {
      const { payload } = await firstFinal(stage);
      fits('the payload', payload, {
        resultId: TEXT,
        revision: WHOLE,
        idempotencyKey: TEXT,
        traceparent: /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
        startTimeMs: 0,
        endTimeMs: 100,
        epoch: 0,
      });
    },
    { under },
  ),
  promised(
    '8.target-languages',
    'targetLanguages are those present now, each once',
    async (stage) => {
      const { payload, speaker, sessionId, lambda } = await firstFinal(stage, ['es', 'fr', 'es']);
      fits('targetLanguages', [...Object(payload?.targetLanguages)].sort(), ['es', 'fr']);
      await stage.listener(sessionId, 'de');
      await say(speaker, 6, 8);
      const [second] = await lambda.sees(sessionId, says(words(6, 8)));
      fits('targetLanguages', [...Object(second?.payload.targetLanguages)].sort(), ['de', 'es', 'fr']);
    },
    { under },
  ),
  promised(
    '8.source-language',
    "sourceLanguage is the session's",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker({ sourceLanguage: 'de' });
      await stage.listener(sessionId);
      await say(speaker, 1, 5);
      const [invocation] = await stage.aws.lambda.sees(sessionId, isFinal);
      fits('the payload', invocation?.payload, { sourceLanguage: 'de' });
    },
    { under },
  ),
  promised(
    '8.neutral',
    'Emotion is neutral at 0.5 / 1.0 / 0.5 where nothing is known of the voice',
    async (stage) => {
      const { payload } = await firstFinal(stage);
      fits('emotionDynamics', payload?.emotionDynamics, { volume: 0.5, rate: 1, energy: 0.5 });
    },
    { under },
  ),
  promised(
    '8.emotion-before-scaling',
    'Emotion is measured before the volume is applied',
    async (stage) => {
      const [full, low] = [await volumeHeard(stage, 1), await volumeHeard(stage, 0.1)];
      holds('a loud voice to be heard as loud', full > 0.5, full);
      holds('the same at volume 0.1', Math.abs(full - low) < 0.05, { full, low });
    },
    { under },
  ),
  promised(
    '8.same-as-transcript',
    "The speaker's transcript is what the pipeline gets",
    async (stage) => {
      const { payload, speaker } = await firstFinal(stage);
      const transcript = await speaker.next('transcript', isFinalMessage);
      const { resultId, epoch, text, startTimeMs, endTimeMs, stabilityScore } = transcript;
      const mine = { resultId, epoch, transcriptText: text, startTimeMs, endTimeMs, stabilityScore };
      fits('the payload', payload, mine as Patterns);
    },
    { under },
  ),
  promised(
    '8.nobody',
    'Not invoked while no listener is present',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await say(speaker, 1, 5);
      await speaker.next('transcript', isFinalMessage);
      await stage.listener(sessionId);
      await say(speaker, 6, 10);
      await lambda.sees(sessionId, says(words(6, 10)));
      const texts = lambda
        .of(sessionId)
        .filter(isFinal)
        .map(({ payload }) => payload.transcriptText);
      fits('what was invoked', texts, [words(6, 10)]);
    },
    { under },
  ),
  promised(
    '8.ending',
    'The listeners of an ending session count as present',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await stage.listener(sessionId, 'fr');
      await speaker.ask(blocks(1, 10), 'audioReceived');
      speaker.send({ action: 'endSession' });
      const [invocation] = await lambda.sees(sessionId, says(words(1, 10)));
      fits('targetLanguages', invocation?.payload.targetLanguages, ['fr']);
    },
    { under },
  ),
  promised(
    '8.partial',
    'A partial is forwarded when its stability is at least 0.85: stable items / items',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await stage.listener(sessionId);
      await speaker.ask(STABLE_PARTIAL, 'audioReceived');
      // Before it come stable prefixes, whose score is 1.
      const isWhole = ({ payload }: Invocation) => payload.isPartial === true && payload.stabilityScore !== 1;
      const [partial] = await lambda.sees(sessionId, isWhole);
      fits('the payload', partial?.payload, { isPartial: true, transcriptText: words(1, 23) });
      fits('stabilityScore', partial?.payload.stabilityScore, between(0.869, 0.87));
    },
    { under },
  ),
  promised(
    '8.partial-unstable',
    'A partial that is less stable is not forwarded as it is: its stable prefix has the score 1',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await stage.listener(sessionId);
      await speaker.ask(blocks(1, 45), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      await lambda.sees(sessionId, says(words(1, 45)));
      const partials = lambda.of(sessionId).filter((invocation) => !isFinal(invocation));
      const scores = partials.map(({ payload }) => Number(payload.stabilityScore));
      holds(
        'prefixes, and no partial with a lower score than 0.85',
        scores.includes(1) && scores.every((score) => score >= 0.85),
        scores,
      );
    },
    { under },
  ),
  promised(
    '8.key',
    'resultId and revision tell the transcripts apart, idempotencyKey too',
    async (stage) => {
      const { lambda, speaker, sessionId } = await firstFinal(stage);
      await say(speaker, 6, 10);
      await lambda.sees(sessionId, says(words(6, 10)));
      const payloads = lambda.of(sessionId).map(({ payload }) => payload);
      const keys = payloads.map(({ idempotencyKey }) => idempotencyKey);
      holds('a key for each', new Set(keys).size === keys.length, keys);
      const names = payloads.map(({ resultId, revision }) => `${resultId} ${revision}`);
      holds('a name for each', new Set(names).size === names.length, names);
    },
    { under },
  ),
  promised(
    '8.premium',
    'A premium session is broadcast like any other',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker({ qualityTier: 'premium' });
      await stage.listener(sessionId);
      await say(speaker, 1, 5);
      const [invocation] = await stage.aws.lambda.sees(sessionId, isFinal);
      fits('isPartial', invocation?.payload.isPartial, oneOf(false));
    },
    { under },
  ),
];
