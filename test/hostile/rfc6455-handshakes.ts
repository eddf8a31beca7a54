/** Handshakes as they should and should not be (RFC 6455 section 4, RFC 9112), and what the server makes of them. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { httpAnswer } from '../../verify/fuzz/http-answer.ts';
import { RawConnection } from '../../verify/fuzz/raw-connection.ts';

const DEADLINE_MS = 40_000;

const HEADERS: Readonly<Record<string, string>> = {
  Host: '127.0.0.1',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
};

export interface HandshakeCase {
  readonly title: string;
  readonly bytes: string;
  /** 101 lets the client in; `ended` is no answer but the end of the connection. */
  readonly status: number | 'ended';
}

function request(headers: Readonly<Record<string, string>> = HEADERS, line = 'GET / HTTP/1.1'): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[line, ...lines].join('\r\n')}\r\n\r\n`;
}

function without(left: string): Record<string, string> {
  return Object.fromEntries(Object.entries(HEADERS).filter(([name]) => name !== left));
}

function renamed(how: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [how(name), value]));
}

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, 'v']));

export const HANDSHAKE_CASES: readonly HandshakeCase[] = [
  { title: '4.2.1 a proper handshake', bytes: request(), status: 101 },
  { title: '4.2.1 header names in lower case', bytes: request(renamed((name) => name.toLowerCase())), status: 101 },
  { title: '4.2.1 header names in upper case', bytes: request(renamed((name) => name.toUpperCase())), status: 101 },
  {
    title: '4.2.1 Upgrade: WebSocket in another case',
    bytes: request({ ...HEADERS, Upgrade: 'WebSocket' }),
    status: 101,
  },
  { title: '4.2.1 a path and a query', bytes: request(HEADERS, 'GET /prod/x?unknown=1 HTTP/1.1'), status: 101 },
  // Without a key of 24 characters it is no upgrade but a request for a page, of which there is none.
  { title: '4.2.1 without a key', bytes: request(without('Sec-WebSocket-Key')), status: 404 },
  { title: '4.2.1 a key that is too short', bytes: request({ ...HEADERS, 'Sec-WebSocket-Key': 'abc' }), status: 404 },
  {
    title: '4.2.1 a key that is too long',
    bytes: request({ ...HEADERS, 'Sec-WebSocket-Key': 'a'.repeat(100) }),
    status: 404,
  },
  { title: '4.1 POST in place of GET', bytes: request(HEADERS, 'POST / HTTP/1.1'), status: 404 },
  // The transport goes by the key alone. Who sends it speaks version 13, or is dropped at the first frame it gets wrong.
  { title: '4.2.1 without Upgrade', bytes: request(without('Upgrade')), status: 101 },
  { title: '4.2.1 without Connection', bytes: request(without('Connection')), status: 101 },
  { title: '4.4 version 8', bytes: request({ ...HEADERS, 'Sec-WebSocket-Version': '8' }), status: 101 },
  { title: '4.4 without a version', bytes: request(without('Sec-WebSocket-Version')), status: 101 },
  {
    title: '4.1 a parameter that is no percent-escape',
    bytes: request(HEADERS, 'GET /?sessionId=%zz&targetLanguage=%ff HTTP/1.1'),
    status: 400,
  },
  {
    title: 'RFC 6585: a header without end',
    bytes: `GET / HTTP/1.1\r\nX: ${'v'.repeat(1_000_000)}`,
    status: 'ended',
  },
];

/** What is no request by its form. On Node 20 the library ends the connection, some of them after ten seconds, unanswered. */
export const PARSE_ERRORS: readonly HandshakeCase[] = [
  { title: '4.1 HTTP/1.0', bytes: request(HEADERS, 'GET / HTTP/1.0'), status: 505 },
  { title: '4.2.1 without Host', bytes: request(without('Host')), status: 400 },
  { title: 'RFC 9112: no request at all', bytes: '\x00\x01\x02garbage\r\n\r\n', status: 505 },
  { title: 'RFC 9112: a NUL in the path', bytes: 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', status: 505 },
  // As much as arrives at once. Of more, some is unread when the server closes: that resets the connection, and the
  // system may then throw the answer away before the client has it.
  { title: 'RFC 6585: a header over the limit', bytes: `GET / HTTP/1.1\r\nX: ${'v'.repeat(16_000)}`, status: 431 },
];

/** Taken for the beginning of something longer: what is promised is that the connection does not stay. */
export const UNFINISHED_CASES: readonly HandshakeCase[] = [
  { title: 'too many headers', bytes: request({ ...HEADERS, ...many(300) }), status: 'ended' },
  { title: 'a folded header', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', status: 'ended' },
  { title: 'half a handshake', bytes: request().slice(0, 60), status: 'ended' },
  { title: 'nothing', bytes: '', status: 'ended' },
];

/** @param mayEnd The end without an answer will do as well. */
export async function speaksAfter(
  port: number,
  bytes: string,
  status: number | 'ended',
  mayEnd = false,
): Promise<void> {
  const connection = await RawConnection.open(port);
  const answered = httpAnswer(connection, DEADLINE_MS);
  await connection.write(Buffer.from(bytes, 'latin1'));
  const answer = await answered;
  // An answer may come before the end does.
  if (status === 'ended' || (mayEnd && answer === undefined)) {
    await Promise.race([connection.closed, setTimeout(DEADLINE_MS, undefined, { ref: false })]);
    assert.ok(connection.isClosed, 'the connection has ended');
  } else {
    assert.equal(answer?.status, status);
  }
  await connection.destroy();
}
