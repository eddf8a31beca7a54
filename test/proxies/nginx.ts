/** nginx with the shipped configuration, unprivileged if need be. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ending } from '../support/test-server.ts';
import { derivedConfig, type Exchange, exchanged } from './derived-config.ts';
import { freePort, type ProxyOptions, proxyFolder, type RunningProxy, runProxy } from './proxy.ts';

/** What does not fit into memory. Compiled in, its places are the system's, and there only where nginx is installed. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export async function startNginx(t: Ending, options: ProxyOptions): Promise<RunningProxy> {
  const [folder, port] = [await proxyFolder(t), await freePort()];
  const configFile = join(folder, 'nginx.conf');
  await writeFile(configFile, await withTemporaryFolders(folder, nginxConfig(folder, port, options)));
  return runProxy(t, 'nginx', ['-p', folder, '-c', configFile, '-g', 'daemon off;'], { folder, configFile, port });
}

export function nginxConfig(folder: string, port: number, { servers, exchanges = [] }: ProxyOptions): string {
  const [first, second] = servers;
  const paths: Exchange[] = [
    ['/run/nginx.pid', `${folder}/nginx.pid`],
    ['/var/log/nginx/', `${folder}/`],
    ['listen 80;', `listen 127.0.0.1:${port};`],
    // Enough for a test, whatever the machine allows.
    ['worker_rlimit_nofile 65536;', ''],
    ['worker_connections 16384;', 'worker_connections 512;'],
    ['server 127.0.0.1:8080 ', `server 127.0.0.1:${first} `],
    second === undefined
      ? ['server 127.0.0.1:8081 max_fails=0 backup;', '']
      : ['server 127.0.0.1:8081 ', `server 127.0.0.1:${second} `],
  ];
  return derivedConfig('nginx.conf', [...exchanges, ...paths]);
}

/** The configuration with folders of its own for what does not fit into memory, which are made. */
export async function withTemporaryFolders(folder: string, config: string): Promise<string> {
  await mkdir(join(folder, 'temporary'));
  const lines = TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`);
  return exchanged(config, [['http {', ['http {', ...lines].join('\n')]], 'the configuration of nginx');
}
