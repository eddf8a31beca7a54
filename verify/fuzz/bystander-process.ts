/** A speaker of stamped audio at its natural pace, and a listener of the same session. Counts everything, attacks nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';
import type { BystanderCommand, BystanderNews, BystanderReport, Phase } from './bystander-messages.ts';
import { latenciesOf } from './percentiles.ts';

const CHUNK_MS = 100;
const MAX_LATE_MS = 1_000;
const BLOCKS_PER_CHUNK = 5;
const ACKNOWLEDGED_WITHIN_MS = 30_000;
const ENDED_WITHIN_MS = 30_000;
const ADDRESS = { 'X-Forwarded-For': '192.0.2.77' };

type Message = { readonly type: string } & Readonly<Record<string, unknown>>;
interface Sent {
  readonly at: number;
  readonly phase: Phase;
}

const base = `127.0.0.1:${process.argv[2]}`;
const complaints: string[] = [];
const covered = { speaker: [] as number[], listener: [] as number[] };
const latencies: Record<Phase, number[]> = { before: [], attack: [], after: [] };
const unacknowledged: Sent[] = [];
let phase: Phase = 'before';
let isFinishing = false;
let chunks = 0;
let acknowledged = 0;
let refused = 0;
let spoken = 0;

const tell = (news: BystanderNews) => process.send?.(news);

try {
  await main();
} catch (error) {
  tell({ kind: 'failed', why: String(error) });
  process.exitCode = 1;
}
process.disconnect();

async function main(): Promise<void> {
  const body = JSON.stringify({ userId: 'bystander' });
  const answer = await fetch(`http://${base}/dev/tokens`, { method: 'POST', body, headers: ADDRESS });
  const { token } = (await answer.json()) as { token: string };
  const speaker = await open(`token=${token}&action=createSession&sourceLanguage=en`, 'sessionCreated', onSpeaker);
  const query = `sessionId=${speaker.greeting.sessionId}&targetLanguage=es&transcripts=on`;
  const listener = await open(query, 'sessionJoined', onListener);
  process.on('message', (command: BystanderCommand) => {
    if (command.kind === 'finish') isFinishing = true;
    else phase = command.phase;
  });
  tell({ kind: 'ready' });
  await speak(speaker.socket);
  await until(() => unacknowledged.length === 0, ACKNOWLEDGED_WITHIN_MS);
  isFinishing = true;
  speaker.socket.send('{"action":"endSession"}');
  await until(() => speaker.isEnded() && listener.isEnded(), ENDED_WITHIN_MS);
  speaker.socket.terminate();
  listener.socket.terminate();
  tell({ kind: 'report', report: report() });
}

/** Each chunk at its own time: a late one does not delay the next, unless the machine stood still: that is not made up for. */
async function speak(socket: WebSocket): Promise<void> {
  let startedAt = performance.now();
  while (!isFinishing && socket.readyState === WebSocket.OPEN) {
    const first = chunks * BLOCKS_PER_CHUNK + 1;
    const blocks = Array.from({ length: BLOCKS_PER_CHUNK }, (_, i) => stampBlock(first + i));
    chunks += 1;
    unacknowledged.push({ at: performance.now(), phase });
    socket.send(Buffer.concat(blocks));
    const waitMs = startedAt + chunks * CHUNK_MS - performance.now();
    // Making up for more would be a flood of its own.
    if (waitMs < -MAX_LATE_MS) startedAt -= waitMs;
    await sleep(Math.max(0, waitMs));
  }
}

function onSpeaker(message: Message): void {
  if (message.type === 'transcript') cover(covered.speaker, message);
  if (message.type === 'error') refused += 1;
  if (message.type !== 'audioReceived' && message.type !== 'error') return;
  const sent = unacknowledged.shift();
  if (sent === undefined) return;
  if (message.type === 'audioReceived') acknowledged += 1;
  if (message.dropped !== undefined) refused += 1;
  latencies[sent.phase].push(performance.now() - sent.at);
}

function onListener(message: Message): void {
  if (message.type === 'transcript') cover(covered.listener, message);
  if (message.type === 'audio') spoken += 1;
}

function cover(numbers: number[], final: Message): void {
  if (final.isPartial !== false) return;
  for (const match of String(final.text).matchAll(/\bb(\d+)\b/gi)) numbers.push(Number(match[1]));
}

async function open(query: string, greetingType: string, onMessage: (message: Message) => void) {
  const socket = new WebSocket(`ws://${base}/?${query}`, { headers: ADDRESS });
  let isEnded = false;
  const greeting = await new Promise<Message>((resolve, reject) => {
    socket.on('error', (error) => reject(error));
    socket.on('close', (code) => {
      if (!isEnded) complain(`a socket of the bystander was closed with ${code}`);
      isEnded = true;
      reject(new Error(`closed with ${code} before ${greetingType}`));
    });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type === greetingType) resolve(message);
      if (message.type === 'error') complain(`the bystander got ${String(data)}`);
      if (message.type === 'sessionEnded') {
        if (!isFinishing) complain(`the bystander's session ended: ${String(data)}`);
        isEnded = true;
      }
      onMessage(message);
    });
  });
  return { socket, greeting, isEnded: () => isEnded };
}

function report(): BystanderReport {
  const blocks = chunks * BLOCKS_PER_CHUNK;
  const sides = [covered.speaker, covered.listener];
  const missing = sides.map((numbers) => blocks - new Set(numbers).size);
  const doubled = sides.map((numbers) => numbers.length - new Set(numbers).size);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    chunks,
    acknowledged,
    refused,
    blocks,
    missing: sum(missing),
    doubled: sum(doubled),
    spoken,
    latencies: {
      before: latenciesOf(latencies.before),
      attack: latenciesOf(latencies.attack),
      after: latenciesOf(latencies.after),
    },
    complaints,
  };
}

function complain(text: string): void {
  if (complaints.length < 10) complaints.push(text.slice(0, 300));
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isSo() && performance.now() < deadline) await sleep(20);
}
