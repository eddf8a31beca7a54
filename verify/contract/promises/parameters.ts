/** Sections 1 and 4: absent, null, wrong and unoffered parameters of every message. */
import { type Code, TARGET_LANGUAGES } from '../codes.ts';
import { fits, type Patterns, SOME_LANGUAGES, STATE } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';

type Refused = readonly [slug: string, message: Readonly<Record<string, unknown>> | string, Code, Patterns];

const of = (parameter: string) => ({ parameter });
const volume = (slug: string, volumeLevel: unknown): Refused => {
  return [`volume-${slug}`, { action: 'setVolume', volumeLevel }, 'INVALID_PARAMETER', of('volumeLevel')];
};
const state = (slug: string, value: unknown, details: Patterns): Refused => {
  return [`state-${slug}`, { action: 'speakerStateChange', state: value }, 'INVALID_PARAMETER', details];
};

const BY_SPEAKERS: readonly Refused[] = [
  ['volume-absent', { action: 'setVolume' }, 'MISSING_PARAMETER', of('volumeLevel')],
  volume('null', null),
  volume('string', '0.5'),
  volume('boolean', true),
  volume('array', [0.5]),
  volume('object', {}),
  volume('under', -0.01),
  volume('over', 1.01),
  ['volume-infinite', '{"action":"setVolume","volumeLevel":1e999}', 'INVALID_PARAMETER', of('volumeLevel')],
  ['state-absent', { action: 'speakerStateChange' }, 'MISSING_PARAMETER', of('state')],
  state('null', null, of('state')),
  state('empty', {}, {}),
  state('array', [], {}),
  state('string', 'paused', {}),
  state('paused-number', { isPaused: 1 }, {}),
  state('muted-null', { isMuted: null }, {}),
  state('volume-string', { volume: '0.5' }, {}),
  state('volume-over', { volume: 1.01 }, {}),
  state('other-member', { isPaused: true, colour: 'blue' }, { invalidMembers: ['colour'] }),
  state('is-active', { isActive: false }, { invalidMembers: ['isActive'] }),
  ['audio-absent', { action: 'sendAudio' }, 'MISSING_PARAMETER', of('audioData')],
  ['audio-null', { action: 'sendAudio', audioData: null }, 'INVALID_PARAMETER', of('audioData')],
  ['audio-number', { action: 'sendAudio', audioData: 5 }, 'INVALID_PARAMETER', of('audioData')],
  ['reason-number', { action: 'endSession', reason: 5 }, 'INVALID_PARAMETER', of('reason')],
];

const supported = { supported: TARGET_LANGUAGES };
const change = (slug: string, targetLanguage: unknown, code: Code, details: Patterns): Refused => {
  return [`language-${slug}`, { action: 'changeLanguage', targetLanguage }, code, details];
};
const BY_LISTENERS: readonly Refused[] = [
  ['language-absent', { action: 'changeLanguage' }, 'MISSING_PARAMETER', of('targetLanguage')],
  change('null', null, 'INVALID_PARAMETER', of('targetLanguage')),
  change('number', 5, 'INVALID_PARAMETER', of('targetLanguage')),
  change('unknown', 'xx', 'UNSUPPORTED_LANGUAGE', supported),
  change('source-only', 'hi', 'UNSUPPORTED_LANGUAGE', supported),
  change('upper-case', 'ES', 'UNSUPPORTED_LANGUAGE', supported),
  change('empty', '', 'UNSUPPORTED_LANGUAGE', supported),
];

const join = (slug: string, more: object, code: Code, details: Patterns): Refused => {
  return [`join-${slug}`, { action: 'joinSession', ...more }, code, details];
};
const ID = 'golden-eagle-000';
const BY_NEWCOMERS: readonly Refused[] = [
  join('no-session', { targetLanguage: 'es' }, 'MISSING_PARAMETER', of('sessionId')),
  join('no-language', { sessionId: ID }, 'MISSING_PARAMETER', of('targetLanguage')),
  join('null-session', { sessionId: null, targetLanguage: 'es' }, 'INVALID_PARAMETER', of('sessionId')),
  join('number-session', { sessionId: 5, targetLanguage: 'es' }, 'INVALID_PARAMETER', of('sessionId')),
  join('null-language', { sessionId: ID, targetLanguage: null }, 'INVALID_PARAMETER', of('targetLanguage')),
  join('bad-session', { sessionId: 'nonsense', targetLanguage: 'es' }, 'INVALID_SESSION_ID', {}),
  join('unoffered', { sessionId: ID, targetLanguage: 'xx' }, 'UNSUPPORTED_LANGUAGE', supported),
  join('unknown', { sessionId: ID, targetLanguage: 'es' }, 'SESSION_NOT_FOUND', { reason: 'unknown' }),
];

const create = (slug: string, more: object, code: Code, details: Patterns): Refused => {
  return [`create-${slug}`, { action: 'createSession', ...more }, code, details];
};
const BY_USERS: readonly Refused[] = [
  create('no-language', {}, 'MISSING_PARAMETER', of('sourceLanguage')),
  create('null-language', { sourceLanguage: null }, 'INVALID_PARAMETER', of('sourceLanguage')),
  create('number-language', { sourceLanguage: 5 }, 'INVALID_PARAMETER', of('sourceLanguage')),
  create('unoffered', { sourceLanguage: 'xx' }, 'UNSUPPORTED_LANGUAGE', { supported: SOME_LANGUAGES }),
  create('bad-tier', { sourceLanguage: 'en', qualityTier: 'gold' }, 'INVALID_PARAMETER', of('qualityTier')),
  create('bad-segments', { sourceLanguage: 'en', segments: 'word' }, 'INVALID_PARAMETER', of('segments')),
  create('null-segments', { sourceLanguage: 'en', segments: null }, 'INVALID_PARAMETER', of('segments')),
  create('null-tier', { sourceLanguage: 'en', qualityTier: null }, 'INVALID_PARAMETER', of('qualityTier')),
];

const claimOf = ([, message, code]: Refused): string => {
  return `${code}: ${typeof message === 'string' ? message : JSON.stringify(message)}`;
};
const title = (refused: Refused) => [`1.parameter-${refused[0]}`, claimOf(refused)] as const;

export const parameters: readonly Promised[] = [
  ...BY_SPEAKERS.map((refused) =>
    promised(...title(refused), async (stage) => {
      const [, message, code, details] = refused;
      const { speaker } = await stage.speaker();
      await speaker.refused(message, code, details);
      const status = await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus');
      fits('the state after it', status.broadcastState, STATE);
    }),
  ),
  ...BY_LISTENERS.map((refused) =>
    promised(...title(refused), async (stage) => {
      const [, message, code, details] = refused;
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await listener.refused(message, code, details);
      const status = await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus');
      fits('the languages after it', status.languageDistribution, { es: 1 });
    }),
  ),
  ...BY_NEWCOMERS.map((refused) =>
    promised(...title(refused), async (stage) => {
      const [, message, code, details] = refused;
      const bare = await stage.connect();
      await bare.refused(message, code, details);
    }),
  ),
  ...BY_USERS.map((refused) =>
    promised(...title(refused), async (stage) => {
      const [, message, code, details] = refused;
      const client = await stage.connect({ token: await stage.token() });
      await client.refused(message, code, details);
    }),
  ),
  promised('1.parameter-join-ended', 'SESSION_NOT_FOUND says unknown or ended', async (stage) => {
    const { token, sessionId } = await stage.session();
    await stage.http('DELETE', `/sessions/${sessionId}`, { token });
    const bare = await stage.connect();
    const message = { action: 'joinSession', sessionId, targetLanguage: 'es' };
    await bare.refused(message, 'SESSION_NOT_FOUND', { reason: 'ended' });
  }),
];
