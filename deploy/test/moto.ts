/** moto: AWS services in a process on this machine. It creates real tables, roles and functions of a template. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { needPython, PYTHON_ENVIRONMENT } from './python.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

export interface Moto {
  readonly endpoint: string;
  /** Variables with which the AWS SDK finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A call of a service with a query API. @returns the answer's XML. Rejects with it when it is an error. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export async function startMoto(): Promise<Moto> {
  needPython('moto');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const program = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...PYTHON_ENVIRONMENT, MOTO_ACCOUNT_ID: ACCOUNT },
  });
  const ended = once(program, 'exit');
  await ready(`${endpoint}/moto-api/data.json`, ended);
  const headers = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const send = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    query: (service, parameters) =>
      send(endpoint, { method: 'POST', headers: headers(service), body: new URLSearchParams(parameters) }),
    async putObject(bucket, key, body) {
      const place = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
      await send(`${endpoint}/${bucket}`, { method: 'PUT', headers: headers('s3'), body: place });
      await send(`${endpoint}/${bucket}/${key}`, { method: 'PUT', headers: headers('s3'), body });
    },
    async close() {
      program.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url: string, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (isOver || performance.now() > deadline) throw new Error(`moto did not start at ${url}`);
    await sleep(LOOK_EVERY_MS);
  }
}
