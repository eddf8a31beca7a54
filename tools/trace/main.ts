/** `npm run trace`: records one trace from the microphone to the listener, with the real collector and Jaeger. */
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import picocolors from 'picocolors';
import { CommandFailure, EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { missingEngines } from '../../testkit/speech/needed-engines.ts';
import { type Backend, startBackend } from './backend.ts';
import { converse } from './conversation.ts';
import { Jaeger } from './jaeger.ts';
import { TRACE, type TraceOptions } from './options.ts';
import { toPicture } from './picture.ts';
import { toRows } from './rows.ts';
import { findTraces } from './search.ts';
import { TITLE, toSections } from './sections.ts';
import type { OtlpTraces } from './span.ts';
import { toolsFor } from './tools.ts';
import { toTree } from './tree.ts';

/** The collector waits 4 s for the spans of a trace here, 10 s in compose.yaml. */
const FIND_WITHIN_MS = 60_000;
const DOCS_PICTURE = 'docs/pictures/trace.svg';
const RECORDED_TRACE = 'test/tools/trace/recorded-trace.jsonl';

process.exitCode = await runCommand(TRACE, async (options, { interrupted }) => {
  if (options.onlyBuilds) {
    const tools = await toolsFor({ ...toolOptions(true), verbose: options.verbose });
    process.stdout.write(`collector  ${tools.collector}\nJaeger     ${tools.jaeger}\n`);
  } else {
    await run(options, interrupted);
  }
  return EXIT.done;
});

async function run(options: TraceOptions, interrupted: Promise<never>): Promise<void> {
  const { running, sentences, language, json } = options;
  const say = (line = '') => json || process.stdout.write(`${line}\n`);
  let backend: Backend | undefined;
  try {
    if (running === undefined) {
      const missing = missingEngines([language]);
      if (missing !== undefined) throw new CommandFailure(missing);
      backend = await startOwn(options, say, interrupted);
    }
    const { serverUrl, jaegerUrl } = backend ?? (running as NonNullable<typeof running>);
    const brokenOff = Promise.race(backend ? [interrupted, backend.died] : [interrupted]);
    brokenOff.catch(() => {});
    const jaeger = new Jaeger(jaegerUrl);
    const sinceMs = Date.now();
    say(
      `Speaking ${sentences === 1 ? 'a sentence' : `${sentences} sentences`} to ${serverUrl}; a listener in ${language} hears:`,
    );
    const onHeard = (text: string) => say(`  ${text.replace(/\p{Cc}+/gu, ' ')}`);
    const count = await Promise.race([converse({ url: serverUrl, sentences, language, onHeard }), brokenOff]);
    say(`Asking Jaeger at ${jaegerUrl} for ${count === 1 ? 'its trace' : `their ${count} traces`}`);
    const search = findTraces({ jaeger, sinceMs, count, withinMs: FIND_WITHIN_MS });
    const [trace] = await Promise.race([search, brokenOff]);
    await show(trace?.[0]?.traceId ?? '', trace ?? [], jaeger, options, say);
  } finally {
    await backend?.stop();
  }
}

async function startOwn(
  options: TraceOptions,
  say: (line: string) => void,
  interrupted: Promise<never>,
): Promise<Backend> {
  const tools = await toolsFor({ ...toolOptions(!options.json), verbose: options.verbose });
  say('Starting Jaeger, the collector and the server');
  const onLine = (name: string, line: string) => options.verbose && process.stderr.write(`${name}: ${line}\n`);
  const starting = startBackend({ tools, environment: process.env, onLine });
  try {
    return await Promise.race([starting, interrupted]);
  } catch (error) {
    await starting.then(
      (backend) => backend.stop(),
      () => {},
    );
    throw error;
  }
}

async function show(
  traceId: string,
  trace: Parameters<typeof toRows>[0],
  jaeger: Jaeger,
  { outFolder, docs, json }: TraceOptions,
  say: (line?: string) => void,
): Promise<void> {
  const rows = toRows(trace);
  const told = await jaeger.trace(traceId);
  const text = `${JSON.stringify(told, undefined, 2)}\n`;
  const picture = toPicture(toSections(rows), TITLE);
  const files = [
    [join(outFolder, 'trace.svg'), picture],
    [join(outFolder, 'trace.json'), text],
    ...(docs ? [[DOCS_PICTURE, picture] as const, [RECORDED_TRACE, toLines(told)] as const] : []),
  ] as const;
  await mkdir(outFolder, { recursive: true });
  for (const [file, content] of files) await writeFile(file, content);
  if (json) {
    process.stdout.write(text);
    return;
  }
  const colours = picocolors.createColors(hasColours());
  say();
  say(`${colours.green('Whole:')} trace ${traceId}, ${trace.length} spans`);
  for (const line of toTree(rows, colours)) say(`  ${line}`);
  say();
  say(`Written: ${files.map(([file]) => file).join(', ')}`);
}

/** The format of the collector's file exporter: one line for each resource. */
function toLines({ resourceSpans = [] }: OtlpTraces): string {
  return resourceSpans.map((one) => `${JSON.stringify({ resourceSpans: [one] })}\n`).join('');
}

function toolOptions(mayBuild: boolean) {
  return { environment: process.env, home: homedir(), mayBuild };
}
