/** HAProxy with the shipped configuration, as whoever runs the test. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ending } from '../support/test-server.ts';
import { derivedConfig, type Exchange } from './derived-config.ts';
import { freePort, type ProxyOptions, proxyFolder, type RunningProxy, runProxy } from './proxy.ts';

export async function startHaproxy(t: Ending, options: ProxyOptions): Promise<RunningProxy> {
  const [folder, port] = [await proxyFolder(t), await freePort()];
  const configFile = join(folder, 'haproxy.cfg');
  await writeFile(configFile, haproxyConfig(folder, port, options));
  return runProxy(t, 'HAProxy', ['-W', '-f', configFile], { folder, configFile, port });
}

export function haproxyConfig(folder: string, port: number, { servers, exchanges = [] }: ProxyOptions): string {
  const [first, second] = servers;
  const paths: Exchange[] = [
    ['log /dev/log local0 info', 'log stdout format raw local0 info'],
    ['    user haproxy\n    group haproxy\n', ''],
    ['/run/haproxy/admin.sock', `${folder}/admin.sock`],
    // Enough for a test, whatever the machine allows.
    ['maxconn 16384', 'maxconn 256'],
    ['bind :80\n', `bind 127.0.0.1:${port}\n`],
    ['server blue 127.0.0.1:8080', `server blue 127.0.0.1:${first}`],
    second === undefined
      ? ['    server green 127.0.0.1:8081 backup\n', '']
      : ['server green 127.0.0.1:8081', `server green 127.0.0.1:${second}`],
  ];
  return derivedConfig('haproxy.cfg', [...exchanges, ...paths]);
}
