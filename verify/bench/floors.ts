/** The floors: what the same work costs with nothing but the library that does it, on the core that is the server's. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BYTES_PER_MS } from '../../src/audio/pcm.ts';
import { plainEnvironment } from '../../testkit/programs/child-environment.ts';
import { Program } from '../../testkit/programs/program.ts';
import type { LambdaCallCost } from '../../tools/bench/lambda-call.ts';
import { chooseCores, onCore, pin, putAhead } from './cores.ts';
import type { CountQuestion, FloorAnswer, PublishQuestion, RelayQuestion, WriterQuestion } from './floor-messages.ts';
import { Generator } from './generator.ts';

/** They only receive. */
const ENDPOINTS = { chunkMs: 100, transcripts: 0, isSynchronous: false, isJson: false, certificate: undefined };
const LISTENERS_SETTLE_AT = 500;

export interface WriterFloor {
  readonly streams: number;
  readonly eventMs: number;
  /** CPU of one event's writing, us. */
  readonly usPerEvent: number;
}

/** @param eventMs audio in each event, which is written when so much time has passed. */
export async function measureWriter(streams: number, eventMs: number, time: CountQuestion): Promise<WriterFloor> {
  pin(process.pid, chooseCores().others);
  const generator = new Generator(chooseCores().others);
  const writer = measured('http2-writer-process.ts');
  try {
    const { transcribePort: port } = await generator.ask({ ask: 'serve', options: ENDPOINTS });
    const question: WriterQuestion = { port, streams, eventBytes: eventMs * BYTES_PER_MS, everyMs: eventMs, ...time };
    const { times, cpuUs } = await ask<FloorAnswer>(writer, question);
    return { streams, eventMs, usPerEvent: cpuUs / Math.max(1, times) };
  } finally {
    await Promise.all([writer.stop({ signal: 'SIGKILL' }), generator.program.stop({ signal: 'SIGKILL' })]);
  }
}

export interface RelayFloor {
  readonly speakers: number;
  readonly chunkMs: number;
  /** CPU of one chunk, us: read, acknowledged, and its share of an event written. */
  readonly usPerChunk: number;
}

/** @param eventMs audio in each event, a whole number of chunks. */
export async function measureRelay(
  speakers: number,
  chunkMs: number,
  eventMs: number,
  time: CountQuestion,
): Promise<RelayFloor> {
  pin(process.pid, chooseCores().others);
  const generator = new Generator(chooseCores().others);
  const relay = measured('relay-process.ts');
  try {
    const { transcribePort } = await generator.ask({ ask: 'serve', options: { ...ENDPOINTS, chunkMs } });
    const { port } = await relay.readyLine();
    const told: RelayQuestion = {
      port: transcribePort,
      chunksPerEvent: eventMs / chunkMs,
      eventBytes: eventMs * BYTES_PER_MS,
    };
    await ask(relay, told);
    await generator.ask({ ask: 'speak', options: { port: Number(port), count: speakers, chunkMs } });
    const { times, cpuUs } = await ask<FloorAnswer>(relay, time);
    return { speakers, chunkMs, usPerChunk: cpuUs / Math.max(1, times) };
  } finally {
    await Promise.all([relay.stop({ signal: 'SIGKILL' }), generator.program.stop({ signal: 'SIGKILL' })]);
  }
}

/** @returns CPU of publishing a message of each size to the listeners once, us. */
export async function measurePublish(
  sizes: readonly number[],
  times: number,
  everyMs: number,
  listeners = LISTENERS_SETTLE_AT,
): Promise<number[]> {
  pin(process.pid, chooseCores().others);
  const generator = new Generator(chooseCores().others);
  const publisher = measured('publish-process.ts');
  try {
    const { port } = await publisher.readyLine();
    await generator.ask({ ask: 'listen', port: Number(port), count: listeners });
    const costs: number[] = [];
    for (const bytes of sizes) {
      const question: PublishQuestion = { bytes, times, everyMs };
      const { cpuUs } = await ask<FloorAnswer>(publisher, question);
      costs.push(cpuUs / times);
    }
    return costs;
  } finally {
    await Promise.all([publisher.stop({ signal: 'SIGKILL' }), generator.program.stop({ signal: 'SIGKILL' })]);
  }
}

/** One call of Lambda: ours, the SDK's, and a bare signed POST, us. */
export async function measureLambda(): Promise<LambdaCallCost> {
  const program = measured('lambda-process.ts');
  try {
    return await answerOf<LambdaCallCost>(program);
  } finally {
    await program.stop({ signal: 'SIGKILL' });
  }
}

/** A program of this folder, on the server's core. */
function measured(file: string): Program {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const args = ['--max-semi-space-size=64', '--import', 'tsx', entry];
  const program = new Program({
    ...onCore(chooseCores().server, args),
    environment: plainEnvironment(),
    hasChannel: true,
    ownGroup: true,
  });
  putAhead(program.pid);
  return program;
}

async function ask<T>(program: Program, question: object): Promise<T> {
  const answer = answerOf<T>(program);
  program.child.send(question);
  return answer;
}

async function answerOf<T>(program: Program): Promise<T> {
  const gone = program.closed.then((how) => {
    throw new Error(`a floor could not be measured (${how}): ${program.output.stderr.trim()}`);
  });
  const [answer] = await Promise.race([once(program.child, 'message') as Promise<[T]>, gone]);
  return answer;
}
