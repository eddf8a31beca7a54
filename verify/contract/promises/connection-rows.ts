/** Section 9: rows of connections, with which an existing pipeline finds its listeners. */
import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { eventually } from '../deadline.ts';
import { withDeliveryClient } from '../delivery-client.ts';
import { ABSENT, fits, holds, MILLISECONDS, type Patterns, SECONDS, WHOLE } from '../expectation.ts';
import { isFinal } from '../lambda.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence, words } from '../speech.ts';
import type { Stage } from '../stage.ts';

const under = 'aws' as const;

/** Reads the row until it is as expected, because answers do not wait for the writes. */
function connectionRow(stage: Stage, connectionId: string, pattern: Patterns) {
  return eventually(async () => {
    const found = await stage.aws.tables.connection(connectionId);
    fits('the row', found, pattern);
    return found ?? {};
  });
}

function listeners(stage: Stage, sessionId: string, language: string, ids: readonly string[]) {
  return eventually(async () => {
    const found = await stage.aws.tables.listeners(sessionId, language);
    fits(`listeners in ${language}`, found.map(({ connectionId }) => connectionId).sort(), [...ids].sort());
    return found;
  });
}

export const connectionRows: readonly Promised[] = [
  promised(
    '9.connection-speaker',
    "Connections: the speaker's row, without targetLanguage",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      await connectionRow(stage, speaker.connectionId, {
        connectionId: speaker.connectionId,
        sessionId,
        role: 'speaker',
        targetLanguage: ABSENT,
        connectedAt: MILLISECONDS,
        lastActivityTime: WHOLE,
        ttl: SECONDS,
      });
    },
    { under },
  ),
  promised(
    '9.connection-listener',
    "Connections: a listener's row, with targetLanguage",
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'fr');
      await connectionRow(stage, listener.connectionId, {
        connectionId: listener.connectionId,
        sessionId,
        role: 'listener',
        targetLanguage: 'fr',
        connectedAt: MILLISECONDS,
        lastActivityTime: WHOLE,
        ttl: SECONDS,
      });
    },
    { under },
  ),
  promised(
    '9.index',
    'The index finds the listeners of a language, with all attributes, and no speaker',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const spanish = [await stage.listener(sessionId, 'es'), await stage.listener(sessionId, 'es')];
      const french = await stage.listener(sessionId, 'fr');
      const [one] = await listeners(
        stage,
        sessionId,
        'es',
        spanish.map((listener) => listener.connectionId),
      );
      fits('all attributes', one, { role: 'listener', sessionId, connectedAt: MILLISECONDS, ttl: SECONDS });
      await listeners(stage, sessionId, 'fr', [french.connectionId]);
      await listeners(stage, sessionId, 'de', []);
    },
    { under },
  ),
  promised(
    '9.index-change',
    'changeLanguage moves the listener in the index',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'es');
      await listener.ask({ action: 'changeLanguage', targetLanguage: 'fr' }, 'languageChanged');
      await listeners(stage, sessionId, 'fr', [listener.connectionId]);
      await listeners(stage, sessionId, 'es', []);
    },
    { under },
  ),
  promised(
    '9.connection-gone',
    'The row of a socket that closed goes',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await listeners(stage, sessionId, 'es', [listener.connectionId]);
      listener.terminate();
      await listeners(stage, sessionId, 'es', []);
      await eventually(async () => fits('the row', await stage.aws.tables.connection(listener.connectionId), ABSENT));
    },
    { under },
  ),
  promised(
    '9.connection-gone-end',
    "The rows of a session's sockets go when it ends",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await speaker.ask({ action: 'endSession' }, 'sessionEnded');
      for (const { connectionId } of [speaker, listener]) {
        await eventually(async () => fits('the row', await stage.aws.tables.connection(connectionId), ABSENT));
      }
    },
    { under },
  ),
  promised(
    '9.connection-refresh',
    'After a refresh the pipeline finds the new socket',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const old = await stage.listener(sessionId, 'es');
      const query = { action: 'refreshConnection', role: 'listener', sessionId, connectionId: old.connectionId };
      const client = await stage.connect(query);
      const { connectionId } = await client.next('connectionRefreshComplete');
      old.terminate();
      await listeners(stage, sessionId, 'es', [String(connectionId)]);
    },
    { under },
  ),
  promised(
    '9.names',
    'Table names come from SESSIONS_TABLE_NAME and CONNECTIONS_TABLE_NAME',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      holds('names that are no defaults', stage.aws.tables.sessions !== 'Sessions', stage.aws.tables.sessions);
      fits('the row', await stage.aws.tables.session(sessionId), { sessionId });
      await connectionRow(stage, speaker.connectionId, { sessionId });
    },
    { under },
  ),
  promised(
    '9.existing-pipeline',
    'A pipeline finds its listeners through these rows and reaches them through section 8',
    async (stage) => {
      const { lambda, tables: rows } = stage.aws;
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId, 'fr');
      await speaker.ask(blocks(1, 5), 'audioReceived');
      await speaker.ask(silence(16_000), 'audioReceived');
      const [invocation] = await lambda.sees(sessionId, isFinal);
      // The row is written at the same time as the join is answered, not before.
      const found = await eventually(async () => {
        const [row] = await rows.listeners(sessionId, 'fr');
        holds('a row of the listener', row !== undefined, row);
        return row;
      });
      const { transcriptText, timestamp } = invocation?.payload ?? {};
      const message = {
        type: 'audio',
        sessionId,
        timestamp: Math.floor(Number(timestamp) / 1000),
        text: transcriptText,
      };
      const Data = Buffer.from(JSON.stringify(message));
      const command = new PostToConnectionCommand({ ConnectionId: String(found?.connectionId), Data });
      await withDeliveryClient(stage, (client) => client.send(command));
      fits('what the listener got', await listener.next('audio'), { text: words(1, 5) });
    },
    { under },
  ),
];
