/** The demo's speaker, a process of its own: makes a session, speaks a recording into it at natural pace, ends it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { chunksOf, sendAtNaturalPace } from './pace.ts';
import { connectToParent } from './parent-link.ts';
import type { SpeakerCommand, SpeakerInput, SpeakerReport } from './reports.ts';
import { ClientSocket, describeError, type Incoming } from './socket.ts';

/** Unsent audio over which the server counts as stuck: ten seconds. */
const MAX_UNSENT_BYTES = 320_000;

const parent = connectToParent<SpeakerInput, SpeakerCommand, SpeakerReport>();
const { port, pcmFile } = parent.input;
let hasSession = false;
let droppedChunks = 0;

const socket = new ClientSocket(`ws://127.0.0.1:${port}/?token=${await fetchToken()}`, {
  opened: () => socket.send({ action: 'createSession', sourceLanguage: 'en', qualityTier: 'standard' }),
  message: take,
  gone: (reason) => parent.fail(reason),
});
parent.onCommand(({ kind }) => {
  if (kind === 'speak') speak().catch((error: Error) => parent.fail(error.message));
});

async function fetchToken(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'demo-speaker' }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`no token for the speaker: ${describeError(body)}`);
  return String(body.token);
}

async function speak(): Promise<void> {
  const chunks = chunksOf(await readFile(pcmFile));
  parent.report({ kind: 'speaking', startedAtMs: Date.now() });
  await sendAtNaturalPace(chunks, { now: () => performance.now(), sleep }, (chunk) => {
    if (socket.unsentBytes > MAX_UNSENT_BYTES) throw new Error('the server takes no more audio');
    return socket.send(chunk);
  });
  socket.send({ action: 'endSession' });
}

function take(message: Incoming): void {
  switch (message.type) {
    case 'sessionCreated':
      hasSession = true;
      parent.report({ kind: 'session', sessionId: String(message.sessionId) });
      return;
    case 'audioReceived':
      if (message.dropped !== undefined) droppedChunks++;
      return;
    case 'transcript':
      parent.report({
        kind: 'transcript',
        resultId: String(message.resultId),
        isPartial: message.isPartial === true,
        text: String(message.text),
        startTimeMs: Number(message.startTimeMs),
        endTimeMs: Number(message.endTimeMs),
      });
      return;
    case 'transcriptionInterrupted':
    case 'transcriptionFailed':
      parent.report({ kind: 'note', message: `${message.type}: ${message.reason}` });
      return;
    case 'error':
      if (hasSession) parent.report({ kind: 'note', message: describeError(message) });
      else parent.fail(describeError(message));
      return;
    case 'sessionEnded':
      parent.report({ kind: 'ended', reason: String(message.reason), droppedChunks });
      socket.close();
  }
}
