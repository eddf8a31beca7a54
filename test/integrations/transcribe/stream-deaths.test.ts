import assert from 'node:assert/strict';
import test from 'node:test';
import { eventFrame, exceptionFrame, transcriptFrame } from './event-frames.ts';
import { assertFailed, HeldAudio, OpenedStream, portTo } from './opened-stream.ts';
import { type ScriptedConnection, startScriptedService } from './scripted-service.ts';

const CHUNK = new Uint8Array(640);

interface Death {
  readonly how: string;
  readonly failure: string;
  readonly detail?: RegExp;
  /** Does it to the connection. */
  readonly kill: (connection: ScriptedConnection) => void;
}

const BEFORE_THE_RESPONSE: readonly Death[] = [
  { how: 'RST_STREAM', failure: 'connectionLost', kill: (c) => c.resetStream(2) },
  { how: 'RST_STREAM with no error', failure: 'connectionLost', kill: (c) => c.resetStream(0) },
  { how: 'GOAWAY with an error', failure: 'connectionLost', kill: (c) => c.goAway(2) },
  { how: 'TCP FIN', failure: 'connectionLost', kill: (c) => c.socket.end() },
  { how: 'TCP RST', failure: 'connectionLost', kill: (c) => c.socket.resetAndDestroy() },
  {
    how: 'HTTP 400 BadRequestException',
    failure: 'badRequest',
    detail: /^BadRequestException: No such rate/,
    kill: (c) => c.refuse(400, 'BadRequestException', 'No such rate.'),
  },
  {
    how: 'HTTP 429 LimitExceededException',
    failure: 'throttled',
    kill: (c) => c.refuse(429, 'LimitExceededException', 'Too many streams.'),
  },
  {
    how: 'HTTP 500 InternalFailureException',
    failure: 'internal',
    kill: (c) => c.refuse(500, 'InternalFailureException', 'x'),
  },
  { how: 'HTTP 409 ConflictException', failure: 'conflict', kill: (c) => c.refuse(409, 'ConflictException', 'x') },
  {
    how: 'HTTP 503 ServiceUnavailableException',
    failure: 'unavailable',
    kill: (c) => c.refuse(503, 'ServiceUnavailableException', 'x'),
  },
  {
    how: 'HTTP 403 UnrecognizedClientException',
    failure: 'accessDenied',
    kill: (c) => c.refuse(403, 'UnrecognizedClientException', 'The security token is invalid.'),
  },
  {
    how: 'HTTP 403 InvalidSignatureException',
    failure: 'signature',
    kill: (c) => c.refuse(403, 'InvalidSignatureException', 'x'),
  },
];

const FRAME = transcriptFrame([]);
const BROKEN_CRC = Buffer.concat([FRAME.subarray(0, -1), Buffer.from([FRAME.readUInt8(FRAME.length - 1) ^ 1])]);

const AFTER_THE_FIRST_EVENT: readonly Death[] = [
  { how: 'RST_STREAM 2', failure: 'connectionLost', detail: /^ERR_HTTP2_STREAM_ERROR/, kill: (c) => c.resetStream(2) },
  { how: 'RST_STREAM 0 (a clean end)', failure: 'endedEarly', kill: (c) => c.resetStream(0) },
  { how: 'RST_STREAM 8 (a clean end)', failure: 'endedEarly', kill: (c) => c.resetStream(8) },
  { how: 'END_STREAM (a clean end)', failure: 'endedEarly', kill: (c) => c.end() },
  { how: 'TCP FIN (a clean end)', failure: 'endedEarly', kill: (c) => c.socket.end() },
  // A reset that a write meets first looks to the reader like a FIN.
  { how: 'TCP RST', failure: 'connectionLost|endedEarly', kill: (c) => c.socket.resetAndDestroy() },
  { how: 'GOAWAY with an error', failure: 'connectionLost', kill: (c) => c.goAway(11) },
  { how: 'a frame with a wrong checksum', failure: 'corrupted', kill: (c) => c.data(BROKEN_CRC) },
  {
    how: 'a frame that is not JSON',
    failure: 'corrupted',
    kill: (c) => c.data(eventFrame({ ':event-type': 'TranscriptEvent', ':message-type': 'event' }, '{"Transcript":')),
  },
  { how: 'half a frame', failure: 'corrupted', kill: (c) => c.data(FRAME.subarray(0, 20), true) },
  {
    how: 'the 15 s rule',
    failure: 'idle',
    kill: (c) =>
      c.data(
        exceptionFrame(
          'BadRequestException',
          'Your request timed out because no new audio was received for 15 seconds.',
        ),
      ),
  },
  {
    how: 'InternalFailureException',
    failure: 'internal',
    kill: (c) => c.data(exceptionFrame('InternalFailureException', 'x')),
  },
  {
    how: 'an exception of no model',
    failure: 'throttled',
    kill: (c) => c.data(exceptionFrame('ThrottlingException', 'Rate exceeded')),
  },
  {
    how: 'an error message',
    failure: 'accessDenied',
    kill: (c) =>
      c.data(eventFrame({ ':message-type': 'error', ':error-code': 'ExpiredToken', ':error-message': 'gone' }, '')),
  },
];

for (const { how, failure, detail, kill } of BEFORE_THE_RESPONSE) {
  test(`${how} before the response is ${failure}, and the connection is released`, { timeout: 10_000 }, async (t) => {
    const service = await startScriptedService(t, kill);
    const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK, CHUNK, CHUNK));

    await stream.ended;
    await service.connections[0]?.closed;

    assertFailed(stream, failure, detail);
    assert.deepEqual(stream.types(), ['ended']);
  });
}

for (const { how, failure, detail, kill } of AFTER_THE_FIRST_EVENT) {
  test(`${how} after the first event is ${failure}, and the connection is released`, { timeout: 10_000 }, async (t) => {
    const service = await startScriptedService(t, (connection) => {
      connection.accept();
      connection.data(FRAME);
    });
    const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK));
    await stream.seen('results');
    const connection = service.connections[0] as ScriptedConnection;

    kill(connection);
    await stream.ended;
    await connection.closed;

    assertFailed(stream, failure, detail);
  });
}

for (const { how, failure, kill } of AFTER_THE_FIRST_EVENT) {
  test(`${how} in place of the first event is ${failure} too, and the connection is released`, {
    timeout: 10_000,
  }, async (t) => {
    const service = await startScriptedService(t, (connection) => connection.accept());
    const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK));
    await stream.seen('opened');
    const connection = service.connections[0] as ScriptedConnection;

    kill(connection);
    await stream.ended;
    await connection.closed;

    assertFailed(stream, failure);
  });
}

for (const { how, kill } of AFTER_THE_FIRST_EVENT.filter((death) => /RST_STREAM [28]|TCP|GOAWAY/.test(death.how))) {
  test(`${how} between our end frame and the end of the answer is not a clean end`, { timeout: 10_000 }, async (t) => {
    const service = await startScriptedService(t, (connection) => {
      connection.accept();
      connection.data(FRAME);
    });
    const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK).finish());
    await stream.seen('results');
    const connection = service.connections[0] as ScriptedConnection;
    await connection.requestEnded;

    kill(connection);
    await stream.ended;
    await connection.closed;

    assertFailed(stream, 'connectionLost|endedEarly');
  });
}
