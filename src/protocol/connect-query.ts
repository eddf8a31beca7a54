/** The query parameters and headers of the WebSocket upgrade, as the reference describes them; reading them is the server's. */
import Type from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';
import { SESSION_ID_PATTERN } from './session-id.ts';

export const CONNECT_ACTIONS = ['createSession', 'joinSession', 'refreshConnection'] as const;

export const ConnectQuery = Type.Object({
  action: Type.Optional(oneOf(CONNECT_ACTIONS, 'joinSession may be left out where targetLanguage is given')),
  sessionId: Type.Optional(
    Type.String({
      pattern: SESSION_ID_PATTERN.source,
      description: 'the session to join, to come back to, or to refresh in',
    }),
  ),
  sourceLanguage: Type.Optional(Type.String({ description: 'ISO 639-1; with createSession' })),
  qualityTier: Type.Optional(oneOf(QUALITY_TIERS, 'with createSession; standard when left out')),
  targetLanguage: Type.Optional(
    Type.String({ description: 'ISO 639-1; whoever gives it is a listener, with a token or without' }),
  ),
  role: Type.Optional(oneOf(['speaker', 'listener'] as const, 'with refreshConnection')),
  connectionId: Type.Optional(
    Type.String({
      description:
        'with refreshConnection of a listener: the connection it replaces; then targetLanguage may be left out',
    }),
  ),
  token: Type.Optional(
    Type.String({ description: 'a speaker’s JWT; headers are looked at first, and an empty one is malformed' }),
  ),
  ack: Type.Optional(oneOf(['none'] as const, 'turns audioReceived off for this socket')),
  transcripts: Type.Optional(oneOf(['on'] as const, 'a listener gets the transcripts too')),
});

export const ConnectHeaders = Type.Object({
  Authorization: Type.Optional(Type.String({ pattern: '^Bearer .+', description: 'a speaker’s JWT' })),
  'Sec-WebSocket-Protocol': Type.Optional(
    Type.String({
      pattern: '^bearer, .+',
      description: 'the same for browsers, which cannot set Authorization; the server selects `bearer`',
    }),
  ),
});
