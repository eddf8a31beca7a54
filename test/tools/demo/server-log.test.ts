import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../../../tools/demo/server-log.ts';
import { readyServer } from '../../../tools/demo/system.ts';

test('the reason is the last plain line, without stack and log lines', () => {
  const lines = [
    '{"level":"info","message":"starting"}',
    'rostrum: port 8080 is taken',
    '    at Server.listen (node:net:1)',
    'Node.js v20.20.2',
    '',
  ];

  assert.equal(reasonOf(lines), 'rostrum: port 8080 is taken');
});

test('of a crash the reason is the line that names the error', () => {
  const lines = [
    'node:internal/modules/run_main:123',
    '    triggerUncaughtException(',
    '    ^',
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'x'",
    '    at finalizeResolution (node:internal/modules/esm/resolve:283:11) {',
    "  code: 'ERR_MODULE_NOT_FOUND',",
    '}',
    'Node.js v20.20.2',
  ];

  assert.equal(reasonOf(lines), "Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'x'");
});

test('without a plain line it is the last logged error', () => {
  const lines = ['{"level":"ERROR","message":"no recogniser"}', '{"level":"info","message":"bye"}', '42'];

  assert.equal(reasonOf(lines.slice(0, 2)), 'no recogniser');
  assert.equal(reasonOf(['{"level":"fatal","msg":"no recogniser"}']), 'no recogniser');
});

test('a server that said nothing gave no reason', () => {
  assert.equal(reasonOf([]), undefined);
  assert.equal(reasonOf(['{"level":"info","message":"starting"}']), undefined);
});

test('only the line that says so tells the port', () => {
  const asr = { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: 500 };
  const line = { msg: 'listening', port: 4711, mode: 'embedded', asr };
  assert.deepEqual(readyServer(JSON.stringify(line)), { port: 4711, asr });
  assert.equal(readyServer(JSON.stringify({ ...line, msg: 'listening soon' })), undefined);
  assert.equal(readyServer('{"msg":"listening","port":4711}'), undefined);
  assert.equal(readyServer('listening'), undefined);
});
