/** A speaker of stamped audio at natural pace and a listener of the same session. Counts everything, attacks nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BlockLedger, sumOf } from '../../testkit/block-ledger/block-ledger.ts';
import { numbersFrom, stampedBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';
import { toQuantiles } from '../../testkit/measure/quantiles.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { cameTrue } from '../../testkit/until.ts';
import type { BystanderCommand, BystanderNews, BystanderReport, Phase } from './bystander-messages.ts';

const CHUNK_MS = 100;
const MAX_LATE_MS = 1_000;
const BLOCKS_PER_CHUNK = 5;
const ACKNOWLEDGED_WITHIN_MS = 30_000;
const ENDED_WITHIN_MS = 30_000;
const ADDRESS = { 'X-Forwarded-For': '192.0.2.77' };

interface Sent {
  readonly at: number;
  readonly phase: Phase;
}

const base = `127.0.0.1:${process.argv[2]}`;
const complaints: string[] = [];
const closed = new Set<MessageSocket>();
const ledgers = { speaker: new BlockLedger(), listener: new BlockLedger() };
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
  const token = await devToken(`http://${base}`, { userId: 'bystander' }, ADDRESS);
  const speaker = await open(`token=${token}&action=createSession&sourceLanguage=en`, 'sessionCreated', onSpeaker);
  const query = `sessionId=${speaker.greeting.sessionId}&targetLanguage=es&transcripts=on`;
  const listener = await open(query, 'sessionJoined', onListener);
  process.on('message', (command: BystanderCommand) => {
    if (command.kind === 'finish') isFinishing = true;
    else phase = command.phase;
  });
  tell({ kind: 'ready' });
  await speak(speaker);
  await cameTrue(() => unacknowledged.length === 0, ACKNOWLEDGED_WITHIN_MS);
  isFinishing = true;
  speaker.send({ action: 'endSession' });
  await cameTrue(() => hasEnded(speaker) && hasEnded(listener), ENDED_WITHIN_MS);
  speaker.drop();
  listener.drop();
  tell({ kind: 'report', report: report() });
}

/** Sends chunks by the clock. Late chunks are caught up, except after a stall of the machine. */
async function speak(socket: MessageSocket): Promise<void> {
  let startedAt = performance.now();
  while (!isFinishing && socket.isOpen) {
    const first = chunks * BLOCKS_PER_CHUNK + 1;
    // All blocks count as taken. Refusals are reported separately.
    for (const ledger of Object.values(ledgers)) {
      ledger.send(numbersFrom(first, BLOCKS_PER_CHUNK));
      ledger.settle(numbersFrom(first, BLOCKS_PER_CHUNK), 'taken');
    }
    chunks += 1;
    unacknowledged.push({ at: performance.now(), phase });
    socket.send(stampedBlocks(first, BLOCKS_PER_CHUNK));
    const waitMs = startedAt + chunks * CHUNK_MS - performance.now();
    // To catch up more would be a flood.
    if (waitMs < -MAX_LATE_MS) startedAt -= waitMs;
    await sleep(Math.max(0, waitMs));
  }
}

function onSpeaker(message: Message): void {
  if (message.type === 'transcript') cover(ledgers.speaker, message);
  if (message.type === 'error') refused += 1;
  if (message.type !== 'audioReceived' && message.type !== 'error') return;
  const sent = unacknowledged.shift();
  if (sent === undefined) return;
  if (message.type === 'audioReceived') acknowledged += 1;
  if (message.dropped !== undefined) refused += 1;
  latencies[sent.phase].push(performance.now() - sent.at);
}

function onListener(message: Message): void {
  if (message.type === 'transcript') cover(ledgers.listener, message);
  if (message.type === 'audio') spoken += 1;
}

function cover(ledger: BlockLedger, final: Message): void {
  if (final.isPartial === false) ledger.hear(String(final.text));
}

function open(query: string, greetingType: string, onMessage: (message: Message) => void): Promise<MessageSocket> {
  return MessageSocket.open(`ws://${base}/?${query}`, greetingType, {
    headers: ADDRESS,
    onMessage: (message) => {
      if (message.type === 'error') complain(`the bystander got ${JSON.stringify(message)}`);
      if (message.type === 'sessionEnded' && !isFinishing) {
        complain(`the bystander's session ended: ${JSON.stringify(message)}`);
      }
      onMessage(message);
    },
    onClose: (code, socket) => {
      if (!hasEnded(socket)) complain(`a socket of the bystander was closed with ${code}`);
      closed.add(socket);
    },
  });
}

function hasEnded(socket: MessageSocket): boolean {
  return closed.has(socket) || socket.count('sessionEnded') > 0;
}

function report(): BystanderReport {
  const blocks = chunks * BLOCKS_PER_CHUNK;
  const { missing, doubled } = sumOf(Object.values(ledgers).map((ledger) => ledger.tally()));
  return {
    chunks,
    acknowledged,
    refused,
    blocks,
    missing,
    doubled,
    spoken,
    latencies: {
      before: toQuantiles(latencies.before),
      attack: toQuantiles(latencies.attack),
      after: toQuantiles(latencies.after),
    },
    complaints,
  };
}

function complain(text: string): void {
  if (complaints.length < 10) complaints.push(text.slice(0, 300));
}
