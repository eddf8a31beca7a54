/** Reads the first HTTP answer on a raw connection, leniently. The oracle judges it. */
import type { RawConnection } from './raw-connection.ts';

export interface HttpAnswerSeen {
  readonly status: number;
  readonly body: string;
  readonly isJson: boolean;
  /** True: the answer has no body, as for HEAD and 204. */
  readonly isBodyless: boolean;
  /** The header x-amzn-errortype, or empty. */
  readonly errorType: string;
  /** True: CORS headers let pages of other sites read the answer. */
  readonly isOpenToPages: boolean;
}

const MAX_BYTES = 262_144;

/**
 * Call before writing. @returns undefined when no whole answer came before the connection ended or `patienceMs` passed:
 * a server may wait for the rest of an incomplete request.
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
  // Without a length the body ends with the connection. 101 and 204 have no body.
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
