/** Section 8: what happens when the translation pipeline fails. */
import { fits, holds } from '../expectation.ts';
import { isFinal } from '../lambda.ts';
import { type Promised, promised } from '../promise.ts';
import { words } from '../speech.ts';
import { say, says } from './pipeline-talk.ts';

const under = 'aws' as const;

export const pipelineFailures: readonly Promised[] = [
  ...[500, 503, 429, 400].map((status) =>
    promised(
      `8.retries-${status}`,
      `Up to 2 retries on a failure: ${status}`,
      async (stage) => {
        const { lambda } = stage.aws;
        const { speaker, sessionId } = await stage.speaker();
        await stage.listener(sessionId);
        lambda.answerWith(sessionId, status, status);
        await say(speaker, 1, 5);
        const attempts = await lambda.sees(sessionId, isFinal, 3);
        fits(
          'the answers',
          attempts.map((attempt) => attempt.status),
          [status, status, 202],
        );
        const keys = new Set(attempts.map(({ payload }) => payload.idempotencyKey));
        holds('one idempotencyKey', keys.size === 1, [...keys]);
      },
      { under },
    ),
  ),
  promised(
    '8.gives-up',
    'After 2 retries the next transcript goes on',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await stage.listener(sessionId);
      lambda.answerWith(sessionId, 500, 500, 500);
      await say(speaker, 1, 5);
      await say(speaker, 6, 10);
      await lambda.sees(sessionId, says(words(6, 10)));
      const tries = lambda.of(sessionId).filter(says(words(1, 5))).length;
      fits('attempts at the first', tries, 3);
      await speaker.settled();
      holds('no error for the speaker', speaker.waiting('error').length === 0, speaker.waiting('error'));
    },
    { under },
  ),
  promised(
    '8.order',
    'The order of a session is kept, through retries too',
    async (stage) => {
      const { lambda } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      await stage.listener(sessionId);
      lambda.answerWith(sessionId, 500, 500);
      const spoken = [1, 6, 11, 16].map((from) => [from, from + 4] as const);
      for (const [from, to] of spoken) await say(speaker, from, to);
      await lambda.sees(sessionId, (invocation) => isFinal(invocation) && invocation.status === 202, 4);
      const taken = lambda.of(sessionId).filter((invocation) => isFinal(invocation) && invocation.status === 202);
      const texts = taken.map(({ payload }) => payload.transcriptText);
      fits(
        'what was taken',
        texts,
        spoken.map(([from, to]) => words(from, to)),
      );
    },
    { under },
  ),
];
