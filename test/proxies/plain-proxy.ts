/** A proxy with a configuration that is not ours: as somebody has it who knows less of the server, or something else. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ending } from '../support/test-server.ts';
import { withTemporaryFolders } from './nginx.ts';
import { freePort, type ProxyName, proxyFolder, type RunningProxy, runProxy } from './proxy.ts';

/** @param configOf the whole configuration, given the port to listen at on 127.0.0.1. */
export async function startPlain(
  t: Ending,
  name: ProxyName,
  configOf: (port: number) => string,
): Promise<RunningProxy> {
  const [folder, port] = [await proxyFolder(t), await freePort()];
  const configFile = join(folder, 'plain');
  const config = configOf(port);
  await writeFile(configFile, name === 'nginx' ? await withTemporaryFolders(folder, config) : config);
  const args =
    name === 'nginx'
      ? ['-p', folder, '-c', configFile, '-g', `daemon off; pid ${folder}/pid; error_log stderr warn;`]
      : ['-W', '-f', configFile];
  return runProxy(t, name, args, { folder, configFile, port });
}
