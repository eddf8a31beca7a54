/** The first HTTP answer on a raw connection, read leniently: what it says is the oracle's to judge. */
import type { RawConnection } from './raw-connection.ts';

export interface HttpAnswerSeen {
  readonly status: number;
  readonly body: string;
  readonly isJson: boolean;
  /** No body was announced: HEAD, 204. */
  readonly isBodyless: boolean;
  /** x-amzn-errortype; empty without. */
  readonly errorType: string;
  /** It says that pages of other sites may read it. */
  readonly isOpenToPages: boolean;
}

const MAX_BYTES = 262_144;

/**
 * Call before writing. @returns undefined when the connection ended, or `patienceMs` passed, without a whole answer: a
 * server may wait for the rest of a request that never comes.
 */
export function httpAnswer(connection: RawConnection, patienceMs: number): Promise<HttpAnswerSeen | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const settle = (isOver: boolean) => {
      const answer = parse(seen, isOver);
      if (answer === undefined && !isOver && seen.length < MAX_BYTES) return;
      clearTimeout(timer);
      resolve(answer);
    };
    connection.onData((bytes) => {
      seen = Buffer.concat([seen, bytes]);
      settle(false);
    });
    void connection.closed.then(() => settle(true));
  });
}

function parse(seen: Buffer, isOver: boolean): HttpAnswerSeen | undefined {
  const end = seen.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = seen.subarray(0, end).toString('latin1');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const body = seen.subarray(end + 4);
  // Without a length the body goes on until the connection ends; 101 and 204 have none.
  const isBodyless = status === 101 || status === 204 || length === '0';
  if (!isBodyless && !isOver && (length === undefined || body.length < Number(length))) return undefined;
  return {
    status,
    body: body.subarray(0, length === undefined ? undefined : Number(length)).toString(),
    isJson: /^content-type: application\/json/im.test(head),
    isBodyless,
    errorType: /^x-amzn-errortype: (\S+)/im.exec(head)?.[1] ?? '',
    isOpenToPages: /^access-control-allow-origin:/im.test(head),
  };
}
