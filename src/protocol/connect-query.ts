/** The query parameters and headers of the WebSocket upgrade, for the reference. The server reads and checks them. */
import Type from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';
import { SEGMENT_MODES } from './segments.ts';
import { SESSION_ID_PATTERN } from './session-id.ts';

export const CONNECT_ACTIONS = ['createSession', 'joinSession', 'refreshConnection'] as const;

export const ConnectQuery = Type.Object({
  action: Type.Optional(oneOf(CONNECT_ACTIONS, 'joinSession may be left out when targetLanguage is given')),
  sessionId: Type.Optional(
    Type.String({
      pattern: SESSION_ID_PATTERN.source,
      description: 'the session to join, to come back to, or to refresh the connection of',
    }),
  ),
  sourceLanguage: Type.Optional(Type.String({ description: 'ISO 639-1; with createSession' })),
  qualityTier: Type.Optional(oneOf(QUALITY_TIERS, 'with createSession; standard when left out')),
  segments: Type.Optional(oneOf(SEGMENT_MODES, 'with createSession; the server’s own setting when left out')),
  targetLanguage: Type.Optional(
    Type.String({ description: 'ISO 639-1; a client that gives it is a listener, with a token or without' }),
  ),
  role: Type.Optional(oneOf(['speaker', 'listener'] as const, 'with refreshConnection')),
  connectionId: Type.Optional(
    Type.String({
      description:
        'with refreshConnection, for a listener: the connection to replace; targetLanguage may then be left out',
    }),
  ),
  token: Type.Optional(
    Type.String({
      description: 'a speaker’s JWT; a token in a header takes precedence, and an empty one is malformed',
    }),
  ),
  ack: Type.Optional(oneOf(['none'] as const, 'turns audioReceived off for this socket')),
  transcripts: Type.Optional(oneOf(['on'] as const, 'sends a listener the transcripts too')),
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
