/** The Lambda function. Keeps one pipeline, its engines warm, from the first invocation to the end of the process. */
import { compose } from './composition.ts';
import { readConfiguration } from './configuration.ts';
import { isOffersQuestion, type OffersAnswer, type OffersQuestion } from './offers.ts';
import type { Pipeline } from './pipeline.ts';
import type { InvocationSummary } from './summary.ts';

let pipeline: Promise<Pipeline> | undefined;

/**
 * One transcript, or the question what there is (the protocol of the invocation: README.md). Rejects on bad settings, a bad
 * payload or an unreadable table.
 */
export function handler(event: OffersQuestion, context?: unknown): Promise<OffersAnswer>;
export function handler(event: unknown, context?: unknown): Promise<InvocationSummary>;
export async function handler(event: unknown): Promise<InvocationSummary | OffersAnswer> {
  const starting = pipeline ?? start();
  pipeline = starting;
  // A start that failed is forgotten: the setting may have been put right by the next invocation.
  starting.catch(() => {
    if (pipeline === starting) pipeline = undefined;
  });
  const started = await starting;
  return isOffersQuestion(event) ? started.describe(event) : started.handle(event);
}

/** Ends the engines; the next invocation starts them anew. Lambda never calls it, programs that embed the handler may. */
export async function close(): Promise<void> {
  const open = pipeline;
  pipeline = undefined;
  await (await open)?.close();
}

async function start(): Promise<Pipeline> {
  return compose(readConfiguration(), (line) => void process.stdout.write(line));
}
