/** A server that follows the wire contract as far as the demo's clients see it, and says what a test wrote for it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';

type Message = Readonly<Record<string, unknown>>;

export interface Script {
  /** The answer to createSession. */
  readonly created?: Message;
  /** Sent to the speaker with its first audio. */
  readonly onAudio?: readonly Message[];
  /** The speaker's connection is closed with this code at its first audio. */
  readonly closeOnAudio?: number;
  /** The speaker's first connection is closed with this code at its first audio, which is lost. */
  readonly closeOnceOnAudio?: number;
  /** The answer to joinSession. */
  readonly joined?: Message;
  /** A listener's upgrade is refused with this status, as by something before the server. */
  readonly refusedWith?: number;
  /** Sent to each listener when the speaker ends the session, before sessionEnded. */
  readonly toListener?: (language: string) => readonly Message[];
  readonly endReason?: string;
  /** The answer to POST /dev/tokens, when it is to fail. */
  readonly toTokenRefusal?: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Bytes of audio that came from the speaker. */
  audioBytes(): number;
  /** What each listener asked for: its message, and the query of its URL. */
  readonly joins: readonly Readonly<Record<string, unknown>>[];
  /** What each createSession asked for as `segments`. */
  readonly creations: readonly unknown[];
}

export const SESSION = 'calm-otter-123';

export async function startScriptedServer(t: TestContext, script: Script = {}): Promise<ScriptedServer> {
  const http = createServer((_request, response) => {
    response.writeHead(script.toTokenRefusal === undefined ? 200 : 500, { 'content-type': 'application/json' });
    response.end(script.toTokenRefusal ?? '{"token":"a.b.c"}');
  });
  const sockets = new WebSocketServer({ noServer: true });
  const listeners = new Map<WebSocket, string>();
  const joins: Readonly<Record<string, unknown>>[] = [];
  const creations: unknown[] = [];
  let audioBytes = 0;
  let hasClosed = false;

  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (query.has('transcripts') && script.refusedWith !== undefined) {
      socket.end(`HTTP/1.1 ${script.refusedWith} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      if (query.has('sessionId')) send(ws, { type: 'sessionCreated' });
      ws.on('message', (data: Buffer, isBinary) => {
        if (isBinary) hear(ws, data);
        else take(ws, JSON.parse(String(data)), query);
      });
    });
  });

  function take(ws: WebSocket, message: Message, query: URLSearchParams): void {
    if (message.action === 'createSession') {
      creations.push(message.segments);
      send(ws, script.created ?? { type: 'sessionCreated' });
    } else if (message.action === 'endSession') end(ws);
    else if (message.action === 'joinSession') {
      joins.push({ ...message, ...Object.fromEntries(query) });
      listeners.set(ws, String(message.targetLanguage));
      send(ws, script.joined ?? { type: 'sessionJoined' });
    }
  }

  function hear(ws: WebSocket, data: Buffer): void {
    if (ws.readyState !== ws.OPEN) return; // what was on its way when it was closed
    if (script.closeOnceOnAudio !== undefined && !hasClosed) {
      hasClosed = true;
      ws.close(script.closeOnceOnAudio);
      return;
    }
    if (audioBytes === 0) for (const message of script.onAudio ?? []) send(ws, message);
    audioBytes += data.length;
    if (script.closeOnAudio !== undefined) ws.close(script.closeOnAudio);
    else send(ws, { type: 'audioReceived' });
  }

  function end(speaker: WebSocket): void {
    const ended = { type: 'sessionEnded', reason: script.endReason ?? 'ended' };
    for (const [ws, language] of listeners) {
      for (const message of script.toListener?.(language) ?? []) send(ws, message);
      send(ws, ended);
    }
    send(speaker, ended);
  }

  const send = (ws: WebSocket, message: Message) =>
    ws.send(JSON.stringify({ sessionId: SESSION, timestamp: 0, ...message }));

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const ws of sockets.clients) ws.terminate();
    http.close();
    http.closeAllConnections();
  });
  return { port: (http.address() as AddressInfo).port, audioBytes: () => audioBytes, joins, creations };
}
