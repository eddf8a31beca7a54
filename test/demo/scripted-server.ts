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
  /** A listener is refused with this status and body. */
  readonly refusal?: { readonly status: number; readonly body: string };
  /** Sent to each listener when the speaker ends the session, before sessionEnded. */
  readonly toListener?: (language: string) => readonly Message[];
  readonly endReason?: string;
  /** The answer to POST /dev/tokens, when it is to fail. */
  readonly tokenRefusal?: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Bytes of audio that came from the speaker. */
  audioBytes(): number;
  /** What each listener asked for: the query of its URL. */
  readonly joins: readonly URLSearchParams[];
}

export const SESSION = 'calm-otter-123';

export async function startScriptedServer(t: TestContext, script: Script = {}): Promise<ScriptedServer> {
  const http = createServer((_request, response) => {
    response.writeHead(script.tokenRefusal === undefined ? 200 : 500, { 'content-type': 'application/json' });
    response.end(script.tokenRefusal ?? '{"token":"a.b.c"}');
  });
  const sockets = new WebSocketServer({ noServer: true });
  const listeners = new Map<WebSocket, string>();
  const joins: URLSearchParams[] = [];
  let audioBytes = 0;

  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const isListener = query.has('targetLanguage');
    if (isListener && script.refusal !== undefined) {
      const { status, body } = script.refusal;
      socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      if (isListener) listen(ws, query);
      else speak(ws);
    });
  });

  function listen(ws: WebSocket, query: URLSearchParams): void {
    joins.push(query);
    listeners.set(ws, query.get('targetLanguage') ?? '');
    send(ws, { type: 'sessionJoined' });
  }

  function speak(ws: WebSocket): void {
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) hear(ws, data);
      else if (JSON.parse(String(data)).action === 'createSession')
        send(ws, script.created ?? { type: 'sessionCreated' });
      else end(ws);
    });
  }

  function hear(ws: WebSocket, data: Buffer): void {
    if (audioBytes === 0) for (const message of script.onAudio ?? []) send(ws, message);
    audioBytes += data.length;
    if (script.closeOnAudio !== undefined) ws.close(script.closeOnAudio);
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
  return { port: (http.address() as AddressInfo).port, audioBytes: () => audioBytes, joins };
}
