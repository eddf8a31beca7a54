/** The Lambda function. Keeps one pipeline with its engines from the first invocation to the end of the process. */
import { compose } from './composition.ts';
import { readConfiguration } from './configuration.ts';
import { invocationIdOf } from './invocation.ts';
import { isOffersQuestion, type OffersAnswer, type OffersQuestion } from './offers.ts';
import type { Pipeline } from './pipeline.ts';
import type { InvocationSummary } from './summary.ts';

let pipeline: Promise<Pipeline> | undefined;
let isColdStart = true;

/**
 * Takes one transcript, or the question what the engines offer (README.md describes both). Rejects for wrong settings, a wrong
 * payload, or a table that cannot be read.
 */
export function handler(event: OffersQuestion, context?: unknown): Promise<OffersAnswer>;
export function handler(event: unknown, context?: unknown): Promise<InvocationSummary>;
export async function handler(event: unknown, context?: unknown): Promise<InvocationSummary | OffersAnswer> {
  const invocation = { id: invocationIdOf(context), isColdStart };
  isColdStart = false;
  const starting = pipeline ?? start();
  pipeline = starting;
  // After a failed start the next invocation starts again, because the setting may be right by then.
  starting.catch(() => {
    if (pipeline === starting) pipeline = undefined;
  });
  const started = await starting;
  return isOffersQuestion(event) ? started.describe(event) : started.handle(event, invocation);
}

/** Ends the engines. The next invocation starts them again. Lambda never calls this; programs that embed the handler may. */
export async function close(): Promise<void> {
  const open = pipeline;
  pipeline = undefined;
  await (await open)?.close();
}

async function start(): Promise<Pipeline> {
  return compose(readConfiguration(), (line) => void process.stdout.write(line));
}
