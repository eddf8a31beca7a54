/** Sections 2 and 3: a session's creator says where its speech is cut, and no answer has more members for it. */
import { fits, members } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isRefused } from '../web.ts';

const MODES = ['clause', 'sentence', 'result'];
const RESOURCE =
  'sessionId speakerId sourceLanguage qualityTier status listenerCount createdAt updatedAt expiresAt'.split(' ');
const CREATED = 'type timestamp sessionId sourceLanguage qualityTier connectionId expiresAt broadcastState'.split(' ');
const CREATE = { action: 'createSession', sourceLanguage: 'en' };

export const segmentsAsked: readonly Promised[] = [
  promised('2.segments', 'POST /sessions takes segments: clause, sentence or result', async (stage) => {
    for (const segments of MODES) {
      const { answer } = await stage.session({ sourceLanguage: 'en', segments });
      members('the session', answer.json, RESOURCE);
    }
  }),
  promised('3.segments', '?action=createSession takes segments: clause, sentence or result', async (stage) => {
    for (const segments of MODES) {
      const { speaker } = await stage.speaker({ segments });
      members('sessionCreated', speaker.greeting, CREATED);
    }
  }),
  promised('3.segments-message', '... the message createSession too', async (stage) => {
    for (const segments of MODES) {
      const speaker = await stage.connect({ token: await stage.token() });
      members('sessionCreated', await speaker.ask({ ...CREATE, segments }, 'sessionCreated'), CREATED);
    }
  }),
  promised('3.segments-query-refused', 'Anything else in the query is 400 INVALID_PARAMETER', async (stage) => {
    const token = await stage.token();
    for (const segments of ['word', 'Clause', 'null', '']) {
      isRefused(await stage.upgrade({ ...CREATE, token, segments }), 'INVALID_PARAMETER', { parameter: 'segments' });
    }
  }),
  promised(
    '3.segments-idempotent',
    'After a connect-time create the message pushes the same sessionCreated, whatever segments it names',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker({ segments: 'result' });
      const again = await speaker.ask({ ...CREATE, segments: 'clause' }, 'sessionCreated');
      fits('the second sessionCreated', again, { sessionId, connectionId: speaker.connectionId });
      await speaker.refused({ ...CREATE, segments: 'word' }, 'INVALID_PARAMETER', { parameter: 'segments' });
    },
  ),
];
