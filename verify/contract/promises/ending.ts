/** Sections 4, 5 and 7: how sessions end, the messages and close codes that clients get. */
import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { CLOSE } from '../codes.ts';
import { withDeliveryClient } from '../delivery-client.ts';
import { fits, holds } from '../expectation.ts';
import { isFinal as isFinalInvocation } from '../lambda.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, words } from '../speech.ts';
import { isAnswered, isRefused } from '../web.ts';

const isFinal = ({ isPartial }: Message) => isPartial === false;
/** Less than the 3 s for which listeners may be kept, more than a busy machine takes. */
const AT_ONCE_MS = 2_500;
const ATTEMPTS = 4;

export const ending: readonly Promised[] = [
  promised('4.end-session', 'endSession: sessionEnded to everyone, reason "ended"', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listeners = [await stage.listener(sessionId, 'es'), await stage.listener(sessionId, 'fr')];
    fits("the speaker's", await speaker.ask({ action: 'endSession' }, 'sessionEnded'), { sessionId, reason: 'ended' });
    for (const listener of listeners) {
      fits("a listener's", await listener.next('sessionEnded'), { sessionId, reason: 'ended' });
    }
  }),
  promised('4.end-session-reason', 'The reason of endSession is not passed on', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    fits("the speaker's", await speaker.ask({ action: 'endSession', reason: 'lunch' }, 'sessionEnded'), {
      reason: 'ended',
    });
    const { reason, ...rest } = await listener.next('sessionEnded');
    fits('the reason', reason, 'ended');
    holds('no trace of it', !JSON.stringify(rest).includes('lunch'), rest);
  }),
  promised('7.end-asker', 'Close 1000 to the socket that asked for the end', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
    await speaker.closesWith(CLOSE.asked);
  }),
  promised('7.end-others', 'Close 4410 to everyone else', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.send({ action: 'endSession' });
    await listener.next('sessionEnded');
    await listener.closesWith(CLOSE.sessionEnded);
  }),
  promised('7.end-http', 'A session ended over HTTP closes 4410 for its speaker and its listeners', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
    for (const client of [speaker, listener]) {
      await client.next('sessionEnded');
      await client.closesWith(CLOSE.sessionEnded);
    }
  }),
  promised('5.end-gone', 'An ended session is gone for everybody: 404, reason ended', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
    await speaker.closing;
    isRefused(await stage.http('GET', `/sessions/${sessionId}`), 'SESSION_NOT_FOUND', { reason: 'ended' });
    isRefused(await stage.upgrade({ token, sessionId }), 'SESSION_NOT_FOUND', { reason: 'ended' });
  }),
  promised('5.end-at-once', 'With nothing pending it is all at once', async (stage) => {
    // Repeated, because a wait in the server happens every time, and a wait of the busy machine does not.
    for (let attempt = 1; ; attempt += 1) {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const startedMs = performance.now();
      speaker.send({ action: 'endSession' });
      await Promise.all([speaker.closing, listener.closing]);
      const tookMs = Math.round(performance.now() - startedMs);
      if (tookMs < AT_ONCE_MS) return;
      holds('no waiting', attempt < ATTEMPTS, `${tookMs} ms`);
    }
  }),
  promised(
    '5.end-late-finals',
    'Late finals are forwarded before the speaker is told',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask(blocks(1, 10), 'audioReceived');
      speaker.send({ action: 'endSession' });
      await speaker.next('sessionEnded');
      const final = speaker.waiting('transcript').find(isFinal);
      fits('the final that came before', final?.text, words(1, 10));
    },
    { needs: ['stamps'] },
  ),
  promised(
    '5.end-late-finals-http',
    '... where the session is ended over HTTP as well',
    async (stage) => {
      const { speaker, sessionId, token } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'es', { transcripts: 'on' });
      await speaker.ask(blocks(1, 10), 'audioReceived');
      isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
      for (const client of [speaker, listener]) {
        await client.next('sessionEnded');
        fits('the final that came before', client.waiting('transcript').find(isFinal)?.text, words(1, 10));
      }
    },
    { needs: ['stamps'] },
  ),
  promised(
    '5.end-speaker-first',
    'The speaker is told; listeners get sessionEnded and are closed within some seconds more',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'es', { transcripts: 'on' });
      await speaker.ask(blocks(1, 10), 'audioReceived');
      speaker.send({ action: 'endSession' });
      const told = speaker.next('sessionEnded');
      fits("the listener's final", (await listener.next('transcript', isFinal)).text, words(1, 10));
      await told;
      fits("the listener's end", await listener.next('sessionEnded'), { reason: 'ended' });
      await listener.closesWith(CLOSE.sessionEnded);
    },
    { needs: ['stamps'] },
  ),
  promised(
    '5.end-last-sentence',
    'Listeners stay for the last sentence: what the pipeline makes of a late final still reaches them',
    async (stage) => {
      const { lambda } = stage.aws;
      // Repeated, because a busy machine may use up the 3 s for which they stay.
      for (let attempt = 1; ; attempt += 1) {
        const { speaker, sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        await speaker.ask(blocks(1, 10), 'audioReceived');
        speaker.send({ action: 'endSession' });
        await lambda.sees(sessionId, isFinalInvocation);
        const timestamp = Math.floor(Date.now() / 1000);
        const Data = Buffer.from(JSON.stringify({ type: 'audio', sessionId, timestamp, text: 'the last' }));
        const command = new PostToConnectionCommand({ ConnectionId: listener.connectionId, Data });
        const isDelivered = await withDeliveryClient(stage, (client) => client.send(command)).then(
          () => true,
          () => false,
        );
        await listener.closesWith(CLOSE.sessionEnded);
        const types = listener.noticed().map(({ type }) => type);
        if (isDelivered && types.join() === 'audio,sessionEnded') return;
        holds('the audio, then sessionEnded', attempt < ATTEMPTS, types);
      }
    },
    { under: 'aws' },
  ),
  promised('5.end-last-frame', 'sessionEnded is the last a listener hears', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.send({ action: 'endSession' });
    await listener.closing;
    fits('the last message', listener.waiting().at(-1)?.type, 'sessionEnded');
  }),
  promised(
    '5.away',
    'A dropped speaker: speakerAway with graceMs to listeners, and the session waits',
    async (stage) => {
      const { speaker, sessionId, token } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      speaker.terminate();
      fits('speakerAway', await listener.next('speakerAway'), { sessionId, graceMs: 15_000 });
      isAnswered(await stage.http('GET', `/sessions/${sessionId}`), 200);
      await stage.attach(token, sessionId);
    },
  ),
  promised('5.away-clean-close', 'A speaker who closes cleanly without endSession is away too', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.socket.close(1000);
    await listener.next('speakerAway');
    isAnswered(await stage.http('GET', `/sessions/${sessionId}`), 200);
  }),
  promised('5.back', 'speakerBack when the speaker is there again, and the broadcast goes on', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.terminate();
    await listener.next('speakerAway');
    const again = await stage.attach(token, sessionId);
    fits('speakerBack', await listener.next('speakerBack'), { sessionId });
    await again.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await listener.next('broadcastPaused');
  }),
  promised('5.back-only-after-away', 'speakerBack comes only after a speakerAway', async (stage) => {
    const { sessionId, token } = await stage.session();
    const listener = await stage.listener(sessionId);
    const speaker = await stage.attach(token, sessionId);
    await stage.attach(token, sessionId);
    await speaker.closesWith(CLOSE.replaced);
    await listener.settled();
    holds('no speakerBack', listener.waiting('speakerBack').length === 0, listener.waiting());
  }),
  promised('5.back-on-refresh', 'A speaker away may come back by a refresh', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.terminate();
    await listener.next('speakerAway');
    const again = await stage.connect({ action: 'refreshConnection', role: 'speaker', sessionId, token });
    await again.next('connectionRefreshComplete');
    await listener.next('speakerBack');
  }),
  promised(
    '6.grace',
    'After the grace: sessionEnded speakerDisconnected, close 4410',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      speaker.terminate();
      fits('speakerAway', await listener.next('speakerAway'), { sessionId, graceMs: 1_500 });
      fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'speakerDisconnected' });
      await listener.closesWith(CLOSE.sessionEnded);
      isRefused(await stage.http('GET', `/sessions/${sessionId}`), 'SESSION_NOT_FOUND', { reason: 'ended' });
    },
    { under: 'small' },
  ),
  promised(
    '6.grace-not-before-coming',
    'A session whose speaker never came does not end by the grace',
    async (stage) => {
      const { sessionId, token } = await stage.session();
      const { speaker, sessionId: other } = await stage.speaker();
      const listener = await stage.listener(other);
      speaker.terminate();
      // By the end of the other session's grace, this session's grace would be over too, if it had begun.
      await listener.next('sessionEnded');
      await stage.attach(token, sessionId);
    },
    { under: 'small' },
  ),
];
