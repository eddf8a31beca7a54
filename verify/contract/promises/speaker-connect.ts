/** Section 3: how a speaker connects, and that a user has one live session. */
import { CLOSE } from '../codes.ts';
import { ABSENT, fits, holds, type Patterns, SECONDS, SOME_LANGUAGES, STATE, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered, isRefused } from '../web.ts';

const ID = /^[a-z]+-[a-z]+-\d{3}$/;
const CREATE = { action: 'createSession', sourceLanguage: 'en' };
const CREATED: Patterns = {
  sessionId: ID,
  sourceLanguage: 'en',
  qualityTier: 'standard',
  connectionId: TEXT,
  expiresAt: SECONDS,
  broadcastState: STATE,
  timestamp: SECONDS,
};

export const speakerConnect: readonly Promised[] = [
  promised(
    '3.create-on-connect',
    '?action=createSession creates on connect and pushes sessionCreated',
    async (stage) => {
      const { speaker } = await stage.speaker();
      fits('sessionCreated', speaker.greeting, CREATED);
    },
  ),
  promised('3.create-on-connect-premium', '?qualityTier=premium is taken', async (stage) => {
    const { speaker } = await stage.speaker({ qualityTier: 'premium' });
    fits('sessionCreated', speaker.greeting, { ...CREATED, qualityTier: 'premium' });
  }),
  promised('3.create-by-message', '?token=JWT, then the message createSession', async (stage) => {
    const speaker = await stage.connect({ token: await stage.token() });
    const created = await speaker.ask({ ...CREATE, qualityTier: 'premium' }, 'sessionCreated');
    fits('sessionCreated', created, { ...CREATED, qualityTier: 'premium' });
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  }),
  promised(
    '3.create-idempotent',
    'After a connect-time create the same message pushes the same sessionCreated',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const { sessionId: again, connectionId, expiresAt } = await speaker.ask(CREATE, 'sessionCreated');
      fits(
        'the second sessionCreated',
        { again, connectionId, expiresAt },
        {
          again: sessionId,
          connectionId: speaker.connectionId,
          expiresAt: speaker.greeting.expiresAt as number,
        },
      );
    },
  ),
  promised(
    '3.create-query-refused',
    'A create on connect is refused for the same reasons as over HTTP',
    async (stage) => {
      const query = { action: 'createSession', token: await stage.token() };
      isRefused(await stage.upgrade(query), 'MISSING_PARAMETER', { parameter: 'sourceLanguage' });
      isRefused(await stage.upgrade({ ...query, sourceLanguage: 'xx' }), 'UNSUPPORTED_LANGUAGE', {
        supported: SOME_LANGUAGES,
      });
      const bad = { ...query, sourceLanguage: 'en', qualityTier: 'gold' };
      isRefused(await stage.upgrade(bad), 'INVALID_PARAMETER', { parameter: 'qualityTier' });
    },
  ),
  promised('3.create-no-token', '?action=createSession without a token is 401', async (stage) => {
    isRefused(await stage.upgrade(CREATE), 'INVALID_TOKEN');
  }),
  promised('3.create-message-no-token', 'createSession on a socket without a token is 401', async (stage) => {
    const bare = await stage.connect();
    await bare.refused(CREATE, 'INVALID_TOKEN');
  }),
  promised(
    '3.create-message-listener',
    "createSession on a listener's socket is 403, with or without a token",
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const without = await stage.listener(sessionId);
      await without.refused(CREATE, 'UNAUTHORIZED');
      const withToken = await stage.listener(sessionId, 'es', { token: await stage.token() });
      await withToken.refused(CREATE, 'UNAUTHORIZED');
    },
  ),
  promised('3.attach', '?token=JWT&sessionId=ID attaches to an own session made over HTTP', async (stage) => {
    const { token, sessionId } = await stage.session({ sourceLanguage: 'en', qualityTier: 'premium' });
    const speaker = await stage.attach(token, sessionId);
    fits('sessionCreated', speaker.greeting, { ...CREATED, sessionId, qualityTier: 'premium' });
    await speaker.ask(Buffer.alloc(3_200), 'audioReceived');
  }),
  promised('3.attach-back', '... or back to one after a drop; the broadcast state rides along', async (stage) => {
    const { speaker, token, sessionId } = await stage.speaker();
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    await speaker.ask({ action: 'setVolume', volumeLevel: 0.25 }, 'volumeChanged');
    speaker.terminate();
    const again = await stage.attach(token, sessionId);
    const state = { ...STATE, isMuted: true, volume: 0.25 };
    fits('sessionCreated', again.greeting, { ...CREATED, sessionId, broadcastState: state });
    holds('a connectionId of its own', again.connectionId !== speaker.connectionId, again.connectionId);
  }),
  promised('3.attach-foreign', "Attaching to another user's session is 403 FORBIDDEN", async (stage) => {
    const { sessionId } = await stage.session();
    isRefused(await stage.upgrade({ token: await stage.token(), sessionId }), 'FORBIDDEN');
  }),
  promised(
    '3.attach-unknown',
    'Attaching to a session that is unknown, ended or malformed is 404, 404, 400',
    async (stage) => {
      const { sessionId, token } = await stage.session();
      isAnswered(await stage.http('DELETE', `/sessions/${sessionId}`, { token }), 204);
      isRefused(await stage.upgrade({ token, sessionId }), 'SESSION_NOT_FOUND', { reason: 'ended' });
      const unknown = await stage.upgrade({ token, sessionId: 'golden-eagle-000' });
      isRefused(unknown, 'SESSION_NOT_FOUND', { reason: 'unknown' });
      isRefused(await stage.upgrade({ token, sessionId: 'nonsense' }), 'INVALID_SESSION_ID');
    },
  ),
  promised(
    '3.replaced',
    'A second socket attaching to the same session replaces the first at once (4409)',
    async (stage) => {
      const { speaker, token, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const second = await stage.attach(token, sessionId);
      await speaker.closesWith(CLOSE.replaced);
      await second.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await listener.next('broadcastPaused');
      const away = listener.noticed().filter(({ type }) => type !== 'broadcastPaused');
      holds('listeners to notice nothing of it', away.length === 0, away);
    },
  ),
  promised(
    '3.one-session-connect',
    'Creating another while the speaker is present is 409 SESSION_EXISTS (connect)',
    async (stage) => {
      const { sessionId, token } = await stage.speaker();
      isRefused(await stage.upgrade({ ...CREATE, token }), 'SESSION_EXISTS', { sessionId });
    },
  ),
  promised(
    '3.one-session-http',
    'Creating another while the speaker is present is 409 SESSION_EXISTS (HTTP)',
    async (stage) => {
      const { sessionId, token } = await stage.speaker();
      const answer = await stage.http('POST', '/sessions', { token, json: { sourceLanguage: 'en' } });
      isRefused(answer, 'SESSION_EXISTS', { sessionId });
    },
  ),
  promised(
    '3.one-session-message',
    'Creating another while the speaker is present is 409 SESSION_EXISTS (message)',
    async (stage) => {
      const { sessionId, token } = await stage.speaker();
      const second = await stage.connect({ token });
      await second.refused(CREATE, 'SESSION_EXISTS', { sessionId });
    },
  ),
  promised(
    '3.one-session-never-came',
    'When its speaker never came, the first is ended and the new one made',
    async (stage) => {
      const { sessionId, token, userId } = await stage.session();
      const listener = await stage.listener(sessionId);
      const { sessionId: second } = await stage.speaker({}, { userId });
      holds('another session', second !== sessionId, second);
      fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'ended' });
      const { headers: _, ...gone } = await stage.http('GET', `/sessions/${sessionId}`, { token });
      fits('the first session', gone.status, 404);
    },
  ),
  promised('3.one-session-away', 'When its speaker is away, the first is ended and the new one made', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.terminate();
    await listener.next('speakerAway');
    const answer = await stage.http('POST', '/sessions', { token, json: { sourceLanguage: 'en' } });
    isAnswered(answer, 201);
    fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'ended' });
    await listener.closesWith(CLOSE.sessionEnded);
  }),
  promised('3.one-session-away-message', '... by the message createSession as well', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    speaker.terminate();
    await listener.next('speakerAway');
    const again = await stage.connect({ token });
    const { sessionId: second } = await again.ask(CREATE, 'sessionCreated');
    holds('another session', second !== sessionId, second);
    fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'ended' });
    isRefused(await stage.http('GET', `/sessions/${sessionId}`), 'SESSION_NOT_FOUND', { reason: 'ended' });
  }),
  promised('3.one-session-back', 'A speaker who is back from away is present again: 409', async (stage) => {
    const { speaker, sessionId, token } = await stage.speaker();
    speaker.terminate();
    await stage.attach(token, sessionId);
    isRefused(await stage.upgrade({ ...CREATE, token }), 'SESSION_EXISTS', { sessionId });
  }),
  promised('3.one-session-after-end', 'After the first has ended another may be made', async (stage) => {
    const { speaker, userId } = await stage.speaker();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
    await stage.speaker({}, { userId });
  }),
  promised('3.no-target-language', 'sessionCreated has nothing of a listener', async (stage) => {
    const { speaker } = await stage.speaker();
    fits('sessionCreated', speaker.greeting, { targetLanguage: ABSENT });
  }),
];
