import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LogPort } from '../../../src/actors/ports/telemetry.ts';
import {
  getStructuredLogger,
  hashed,
  type LoggerOptions,
  StructuredLogger,
} from '../../../src/integrations/logging/structured-logger.ts';

const MODULE = fileURLToPath(new URL('../../../src/integrations/logging/structured-logger.ts', import.meta.url));

function collect(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const log = getStructuredLogger('AudioProcessor', {
    destination: { write: (line: string) => lines.push(line) },
    ...options,
  });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('the factory makes a structured logger that serves as the log port', () => {
  const log: LogPort = getStructuredLogger('AudioProcessor', { level: 'silent' });

  assert.ok(log instanceof StructuredLogger);
  log.info('start', 'nothing is written');
});

test('a line has the members operators know and no others', () => {
  const { log, parsed } = collect();

  log.forSession('golden-eagle-427').info('process_audio_chunk', 'chunk processed', { chunkSize: 3200, late: false });

  const [{ timestamp, ...line } = {}] = parsed();
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(line, {
    level: 'INFO',
    correlationId: 'golden-eagle-427',
    component: 'AudioProcessor',
    operation: 'process_audio_chunk',
    message: 'chunk processed',
    metadata: { chunkSize: 3200, late: false },
  });
});

test('a line without a session or metadata has the same members, and the correlation id of its logger', () => {
  const { log, parsed } = collect({ correlationId: 'process-1' });

  log.info('start', 'starting');
  log.error('stop', 'gave up', { code: 'INTERNAL_ERROR', left: undefined });

  assert.deepEqual(
    parsed().map(({ level, correlationId, metadata }) => ({ level, correlationId, metadata })),
    [
      { level: 'INFO', correlationId: 'process-1', metadata: {} },
      { level: 'ERROR', correlationId: 'process-1', metadata: { code: 'INTERNAL_ERROR' } },
    ],
  );
});

test('loggers that were given no correlation id have one each', () => {
  const [one, other] = [collect(), collect()];

  for (const { log } of [one, one, other]) log.info('start', 'starting');

  const ids = [...one.parsed(), ...other.parsed()].map(({ correlationId }) => String(correlationId));
  assert.match(ids[0] ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(ids[1], ids[0]);
  assert.notEqual(ids[2], ids[0]);
});

test('a session of a session has one correlation id, the last', () => {
  const { log, lines } = collect();

  log.forSession('first-one-001').forSession('second-one-002').info('join', 'joined');

  assert.equal(lines[0]?.match(/correlationId/g)?.length, 1);
  assert.match(lines[0] ?? '', /second-one-002/);
});

test('a line about an error that a client was shown has the error’s id, and its session beside it', () => {
  const { log, parsed } = collect();

  log.info('handle_message', 'message refused', { code: 'INVALID_MESSAGE', errorId: 'error-1' });
  log.forSession('golden-eagle-427').info('handle_message', 'message refused', { errorId: 'error-2' });

  assert.deepEqual(
    parsed().map(({ correlationId, metadata }) => ({ correlationId, metadata })),
    [
      { correlationId: 'error-1', metadata: { code: 'INVALID_MESSAGE' } },
      { correlationId: 'error-2', metadata: { sessionId: 'golden-eagle-427' } },
    ],
  );
});

test('a warning or an error without a code does not compile', () => {
  const { log } = collect();

  // @ts-expect-error There is no code.
  log.warn('start', 'odd', { left: 1 });
  // @ts-expect-error There is nothing at all.
  log.error('start', 'odd');
  // @ts-expect-error The code is not in the catalogue.
  log.error('start', 'odd', { code: 'OOPS' });
});

test('a connection id is hashed before it is written', () => {
  const { log, parsed } = collect();

  log.info('join', 'joined', { connectionId: 'abc' });

  assert.deepEqual(parsed()[0]?.metadata, { connectionId: hashed('abc') });
});

test('an unknown level is refused at once', () => {
  assert.throws(() => collect({ level: 'loud' }), /level/);
});

test('lines below the level are not written', () => {
  const quiet = collect();
  const verbose = collect({ level: 'debug' });

  for (const { log } of [quiet, verbose]) log.debug('tick', 'ticked');

  assert.equal(quiet.lines.length, 0);
  assert.equal(verbose.parsed()[0]?.level, 'DEBUG');
});

test('what is marked as personal is redacted', () => {
  const { log, lines } = collect();

  log.info('transcribe', 'heard', { pii: 'the marker phrase', words: 3 });

  assert.doesNotMatch(lines[0] ?? '', /marker/);
  assert.match(lines[0] ?? '', /"pii":"\[redacted\]","words":3/);
});

test('tokens, users, addresses and text are redacted where somebody logs them after all', () => {
  const { log, lines } = collect();

  for (const name of ['token', 'authorization', 'userId', 'speakerId', 'sub', 'text', 'audioData', 'sourceIp']) {
    log.info('join', 'joined', { [name]: 'the marker phrase' });
  }

  assert.equal(lines.length, 8);
  for (const line of lines) assert.doesNotMatch(line, /marker/);
});

test('pretty lines are for reading, and redacted too', async () => {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const { log } = collect({ destination, pretty: true });

  log.forSession('golden-eagle-427').info('transcribe', 'heard', { pii: 'the marker phrase' });
  await new Promise((resolve) => setImmediate(resolve));

  assert.match(text, /INFO.*AudioProcessor transcribe golden-eagle-427 heard/);
  assert.doesNotMatch(text, /marker/);
});

test('lines go to standard error unless told otherwise', async () => {
  const script = `import { getStructuredLogger } from ${JSON.stringify(MODULE)}; getStructuredLogger('C').info('o', 'm');`;

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
  ]);

  assert.equal(stdout, '');
  assert.match(stderr, /"message":"m"/);
});

test('a connection id is logged as its SHA-256', () => {
  assert.equal(hashed('abc'), createHash('sha256').update('abc').digest('hex'));
  assert.match(hashed('abc'), /^ba7816bf/);
});

test('a line that belongs to an utterance has its trace and span beside the correlation id; any other has none', () => {
  const { log, parsed } = collect();
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const told = log.forSession('golden-eagle-427');

  told.info('forward_transcript', 'given up', { attempts: 3, traceparent: `00-${traceId}-${spanId}-01` });
  told.info('forward_transcript', 'given up', { traceparent: 'the marker phrase' });
  told.info('forward_transcript', 'given up', { traceparent: undefined });

  assert.deepEqual(
    parsed().map(({ correlationId, traceId, spanId, metadata }) => ({ correlationId, traceId, spanId, metadata })),
    [
      { correlationId: 'golden-eagle-427', traceId, spanId, metadata: { attempts: 3 } },
      { correlationId: 'golden-eagle-427', traceId: undefined, spanId: undefined, metadata: {} },
      { correlationId: 'golden-eagle-427', traceId: undefined, spanId: undefined, metadata: {} },
    ],
  );
});
