/** Section 8: listeners that do not read what is delivered to them. */
import { setTimeout as delay } from 'node:timers/promises';
import { CLOSE } from '../codes.ts';
import { eventually } from '../deadline.ts';
import { Broken, fits } from '../expectation.ts';
import { type Promised, promised, withTerms } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered } from '../web.ts';

const LIMIT = 131_072;
/** More than any system buffers for one socket (Linux: some 40 MB), in deliveries of the largest size. */
const MAX_DELIVERIES = 1_000;
/** Time from the close to the next read of the client. */
const SLOW_MS = 5_000;
/** So few that together they are over 256 KiB but under 1 MiB. Over 1 MiB the transport has no room for a close frame. */
const AT_ONCE = 4;

/** Delivers to a listener that does not read, until a delivery is refused. */
async function clogged(stage: Stage) {
  const { sessionId } = await stage.speaker();
  const listener = await stage.connectRaw({ sessionId, targetLanguage: 'es' });
  const { connectionId } = await listener.next('sessionJoined');
  listener.socket.pause();
  const path = `/@connections/${encodeURIComponent(String(connectionId))}`;
  const body = Buffer.alloc(LIMIT, 'x');
  for (let sent = 0; sent < MAX_DELIVERIES; sent += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => stage.deliver('POST', path, body)));
    const answer = answers.find(({ status }) => status !== 200);
    if (answer !== undefined) return { listener, path, answer };
  }
  throw new Broken('a delivery to be refused', `${MAX_DELIVERIES} taken`);
}

export const backlog: readonly Promised[] = withTerms({ needs: ['delivery'] }, [
  promised('8.lagging', 'A listener with over 256 KiB unsent is lagging: 429 LimitExceededException', async (stage) => {
    const { answer } = await clogged(stage);
    fits('the status', answer.status, 429);
    fits('x-amzn-ErrorType', answer.headers['x-amzn-errortype'], /^LimitExceededException/);
  }),
  promised(
    '8.slow-consumer',
    'A listener that stays lagging is closed 4413',
    async (stage) => {
      const { listener, path } = await clogged(stage);
      await eventually(async () => isAnswered(await stage.deliver('GET', path), 410));
      // A slow client may need some time until it reads the close frame.
      await delay(SLOW_MS);
      listener.socket.resume();
      await listener.ends([CLOSE.slowConsumer]);
    },
    { under: 'small' },
  ),
  promised('8.lagging-recovers', 'A listener that reads again is served again', async (stage) => {
    const { listener, path } = await clogged(stage);
    listener.socket.resume();
    await eventually(async () => isAnswered(await stage.deliver('POST', path, '{"type":"late"}'), 200));
    await eventually(() => {
      const last = listener.frames.at(-1)?.payload.toString();
      fits('the last frame', last, '{"type":"late"}');
    });
  }),
]);
