/** The program of the demo's speaker, in its own process: creates a session, sends a recording at natural pace, ends it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { sendAtNaturalPace, toChunks } from '../../testkit/speech/pace.ts';
import { describeError } from './describe-error.ts';
import { connectToParent } from './parent-link.ts';
import type { SpeakerCommand, SpeakerInput, SpeakerReport } from './reports.ts';

const parent = connectToParent<SpeakerInput, SpeakerCommand, SpeakerReport>();
const { port, pcmFile, segments } = parent.input;
const url = `http://127.0.0.1:${port}`;
let droppedChunks = 0;

const note = (message: string) => parent.report({ kind: 'note', message });
const speaker = await Speaker.create({
  ...{ url, WebSocket, token: await fetchToken(), sourceLanguage: 'en' },
  ...(segments === undefined ? {} : { segments }),
}).catch((error: unknown) => parent.fail(error instanceof RostrumError ? describeError(error) : String(error)));
if (speaker) follow(speaker);

function follow(speaker: Speaker): void {
  speaker.on('audioReceived', ({ dropped }) => {
    if (dropped !== undefined) droppedChunks++;
  });
  speaker.on('transcript', ({ resultId, segment, isPartial, text, startTimeMs, endTimeMs }) =>
    parent.report({ kind: 'transcript', resultId, segment, isPartial, text, startTimeMs, endTimeMs }),
  );
  speaker.on('transcriptionInterrupted', ({ type, reason }) => note(`${type}: ${reason}`));
  speaker.on('transcriptionFailed', ({ type, reason }) => note(`${type}: ${reason}`));
  speaker.on('error', (error) => note(describeError(error)));
  speaker.on('overflow', () => parent.fail('the server takes no more audio'));
  speaker.on('sessionEnded', ({ reason }) => parent.report({ kind: 'ended', reason, droppedChunks }));
  speaker.on('connection', (change) => {
    if (change.state === 'reconnecting') note(`${change.error.message}; coming back`);
    if (change.state === 'closed' && change.error) parent.fail(change.error.message);
  });
  parent.onCommand(() => {
    speak(speaker).catch((error: Error) => {
      // The ends of the session and of the connection have already been reported by their events.
      if (!(error instanceof RostrumError)) parent.fail(error.message);
    });
  });
  parent.report({ kind: 'session', sessionId: speaker.sessionId });
}

async function fetchToken(): Promise<string> {
  const response = await fetch(`${url}/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'demo-speaker' }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`no token for the speaker: ${describeError(body)}`);
  return String(body.token);
}

async function speak(speaker: Speaker): Promise<void> {
  const chunks = toChunks(await readFile(pcmFile));
  parent.report({ kind: 'speaking', startedAtMs: Date.now() });
  await sendAtNaturalPace(chunks, { now: () => performance.now(), sleep }, (chunk) => {
    speaker.send(chunk);
    return true;
  });
  await speaker.end();
}
