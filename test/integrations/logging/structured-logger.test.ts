import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LogPort } from '../../../src/actors/ports.ts';
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

test('a line without a session or metadata has the same members', () => {
  const { log, parsed } = collect();

  log.warn('start', 'configuration is odd', { left: undefined });
  log.error('stop', 'gave up');

  assert.deepEqual(
    parsed().map(({ level, correlationId, metadata }) => ({ level, correlationId, metadata })),
    [
      { level: 'WARN', correlationId: '-', metadata: {} },
      { level: 'ERROR', correlationId: '-', metadata: {} },
    ],
  );
});

test('a session of a session has one correlation id, the last', () => {
  const { log, lines } = collect();

  log.forSession('first-one-001').forSession('second-one-002').info('join', 'joined');

  assert.equal(lines[0]?.match(/correlationId/g)?.length, 1);
  assert.match(lines[0] ?? '', /second-one-002/);
});

test('a log of no session may have a correlation id of its own', () => {
  const { log, parsed } = collect({ correlationId: 'startup' });

  log.info('start', 'starting');

  assert.equal(parsed()[0]?.correlationId, 'startup');
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
