/** Runs loads one after the other against one server. Progress goes to standard error, a chart of each to verify/load/out/. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toChart } from './chart.ts';
import { findGenerator } from './generator.ts';
import { runLoad } from './load.ts';
import type { LoadOptions } from './options.ts';
import type { LoadReport } from './report.ts';
import { Stage } from './stage.ts';

export interface Driven {
  readonly report: LoadReport;
  readonly chart: string;
  /** Path for the reader. */
  readonly chartFile: string;
}

const OUT = fileURLToPath(new URL('./out', import.meta.url));

/** The first options choose the server. Rejects when a load cannot run, or the server ends during it. */
export async function drive(
  loads: readonly LoadOptions[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Driven[]> {
  const [first] = loads;
  if (first === undefined) return [];
  const { url, traces, profileFolder } = first;
  const generator = await findGenerator({ environment, onBuild: (message) => note(message) });
  signal.throwIfAborted();
  const stage = url === undefined ? await Stage.open({ traces, profileFolder }) : undefined;
  const driven: Driven[] = [];
  try {
    for (const options of loads) {
      signal.throwIfAborted();
      note(`${options.load}: ${options.speakers} speakers, ${options.seconds} s`);
      const onSecond = (atMs: number, ofMs: number) => progress(options.load, atMs, ofMs);
      const report = await runLoad({ options, generator, stage, onSecond, signal });
      clearProgress();
      const chart = toChart(report);
      const chartFile = join(OUT, `${options.load}.svg`);
      await mkdir(OUT, { recursive: true });
      await writeFile(chartFile, chart);
      driven.push({ report, chart, chartFile: relative(process.cwd(), chartFile) });
    }
    const code = await stage?.endServer();
    if (stage !== undefined && code !== 0) {
      const said = stage.programs.server?.output.stderr.trim().split('\n').at(-1) ?? '';
      throw new Error(`the server ended with ${code}: ${said}`);
    }
    return driven;
  } finally {
    clearProgress();
    await stage?.close();
  }
}

function note(message: string): void {
  if (process.stderr.isTTY === true || message.startsWith('Building')) process.stderr.write(`${message}\n`);
}

function progress(load: string, atMs: number, ofMs: number): void {
  if (process.stderr.isTTY !== true) return;
  const said = atMs > ofMs ? 'ending' : `${Math.round(atMs / 1000)} of ${Math.round(ofMs / 1000)} s`;
  process.stderr.write(`\r\u001b[K${load}: ${said}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write('\r\u001b[K');
}
