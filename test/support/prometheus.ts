/** A real Prometheus on loopback, where it is installed: Debian's package has it beside promtool. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { freePorts } from '../../testkit/programs/free-ports.ts';
import { isInstalled } from '../../testkit/programs/installed.ts';
import { Program } from '../../testkit/programs/program.ts';

export interface ScrapeConfig {
  readonly job_name: string;
  readonly honor_labels?: boolean;
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
}

/** @returns `skip` for a test that needs it. */
export function findPrometheus(): { readonly skip: string | false } {
  return { skip: !isInstalled('prometheus') && 'Prometheus is not here (it is in Debian’s package prometheus)' };
}

/** Reads its targets every second, and ends with the test. @returns its address. */
export async function startPrometheus(t: TestContext, jobs: readonly ScrapeConfig[]): Promise<string> {
  const [port] = await freePorts(1);
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, stringify({ global: { scrape_interval: '1s' }, scrape_configs: jobs }));
  const program = new Program({
    path: 'prometheus',
    args: [
      ...[`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    environment: process.env,
  });
  t.after(async () => {
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await program.answers(`${url}/-/ready`);
  return url;
}
