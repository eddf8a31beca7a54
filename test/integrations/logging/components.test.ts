import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { COMPONENTS } from '../../../src/integrations/logging/components.ts';
import { getStructuredLogger } from '../../../src/integrations/logging/structured-logger.ts';

const SRC = fileURLToPath(new URL('../../../src', import.meta.url));
/** `log.warn('operation', …`, over a line's end too. */
const LOGGED = /(?:log\??|logUnder\(\w*\)|forSession\(\w+\))\s*\.(?:debug|info|warn|error)\(\s*'(\w+)'/gi;

function operationsLogged(): Set<string> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = files.map((name) => readFileSync(join(SRC, name), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(LOGGED)].map(([, operation]) => String(operation))));
}

test('every operation the server logs has a component, and every component is of an operation', () => {
  const logged = operationsLogged();

  assert.ok(logged.has('transcribe'));
  assert.deepEqual([...logged].sort(), Object.keys(COMPONENTS).sort());
});

test('a line says who speaks: the part whose operation it is, else the logger’s own', () => {
  const lines: string[] = [];
  const log = getStructuredLogger('Server', {
    components: COMPONENTS,
    destination: { write: (line: string) => lines.push(line) },
  });

  log.info('start', 'starting');
  log.forSession('golden-eagle-427').error('extract_emotion', 'failed', { code: 'INTERNAL_ERROR' });

  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { component: string }).component),
    ['Server', 'AudioProcessor'],
  );
});
