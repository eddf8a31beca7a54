import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fill } from '../../../scripts/integration/marked-page.ts';
import { PAGE_SETTINGS } from '../../../scripts/integration/page-settings.ts';
import { INTEGRATION_DOCUMENTS } from '../../../scripts/integration/pages.ts';
import { note, opt, says, sequenceDiagram } from '../../../scripts/integration/sequence.ts';
import * as sequences from '../../../scripts/integration/sequences.ts';
import { action, call, message, payload, plain, route } from '../../../scripts/integration/spoken.ts';
import { METRIC_COUNTERS, METRIC_LATENCIES } from '../../../src/actors/ports/metric-names.ts';
import { GAUGES } from '../../../src/integrations/metrics/catalogue.ts';
import { AWS_SETTINGS } from '../../../src/server/config/settings/aws.ts';
import { SERVICE_SETTINGS } from '../../../src/server/config/settings/services.ts';

test('every setting of the services and of what is called in AWS is on a page', () => {
  const listed = new Set<string>(Object.values(PAGE_SETTINGS).flat());

  assert.deepEqual(
    Object.keys({ ...AWS_SETTINGS, ...SERVICE_SETTINGS }).filter((name) => !listed.has(name)),
    [],
  );
});

for (const [path, print] of Object.entries(INTEGRATION_DOCUMENTS)) {
  test(`${path}: every row of a table has as many cells as its head`, () => {
    for (const table of print().matchAll(/(?:^\|.*\n)+/gm)) {
      const widths = table[0]
        .trim()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      assert.equal(new Set(widths).size, 1, table[0].slice(0, 200));
    }
  });
}

test('every page has a diagram, and its settings, limits and failures', () => {
  for (const name of Object.keys(PAGE_SETTINGS)) {
    const page = INTEGRATION_DOCUMENTS[`docs/integration/${name}.md`]?.() ?? '';
    for (const part of [
      '```mermaid\nsequenceDiagram',
      '## Settings',
      '## Limits',
      '## Permissions',
      '## What fails, and how',
    ]) {
      assert.ok(page.includes(part), `${name}: ${part}`);
    }
  }
});

test('a route, a call or an event that does not exist cannot be in a diagram', () => {
  assert.throws(() => route('POST', '/connections/x'), /no route/);
  assert.throws(() => route('PATCH', '/@connections/x'), /no route/);
  assert.throws(() => call('GetObject'), /nobody calls/);
  // @ts-expect-error there is no such action.
  assert.throws(() => action('whisper'));
  // @ts-expect-error there is no such message.
  assert.throws(() => message('whispered'));
});

test('the answers of the delivery API in the diagrams and tables are those of its routes', () => {
  const sources = ['delivery-routes', 'delivery', 'delivery-failure']
    .map((name) => readFileSync(`src/server/http/${name}.ts`, 'utf8'))
    .join('\n');
  const page = INTEGRATION_DOCUMENTS['docs/integration/delivery.md']?.() ?? '';

  const named = new Set(
    [...page.matchAll(/(\d{3}) `?(\w+Exception)/g)].map(([, status, name]) => `${status}, '${name}'`),
  );

  assert.equal(named.size, 5);
  for (const answer of named) assert.ok(sources.includes(`deliveryFailure(${answer}`), answer);
});

test('a message in a diagram has the members of its examples: those of some have a question mark', () => {
  assert.equal(message('audioReceived').text, 'audioReceived (dropped?)');
  assert.equal(message('audioReceived', 1).text, 'audioReceived (dropped)');
  assert.match(payload().text, /^payload \(sessionId, sourceLanguage, transcriptText, isPartial,<br\/>.*traceparent\?/);
});

test('what Mermaid reads as its own is refused, and blocks are closed', () => {
  const words = (text: string) => () => sequenceDiagram(['speaker'], [note(['speaker'], text)]);

  assert.throws(words('a; b'), /Mermaid/);
  assert.throws(words('#1'), /Mermaid/);
  assert.deepEqual(
    sequenceDiagram(['speaker', 'rostrum'], [opt('so', [says('speaker', 'rostrum', plain('hello'))])])
      .split('\n')
      .slice(4, -1),
    ['  opt so', '    speaker->>rostrum: hello', '  end'],
  );
});

test('every diagram names only parties that it has', () => {
  for (const print of Object.values(sequences)) {
    const text = print();
    const parties = new Set([...text.matchAll(/participant (\w+) as/g)].map(([, name]) => name));
    const spoken = [...text.matchAll(/^\s*(\w+)-?->>(\w+):/gm)].flatMap(([, from, to]) => [from, to]);
    const noted = [...text.matchAll(/Note over ([\w,]+):/g)].flatMap(([, over = '']) => over.split(','));
    for (const name of [...spoken, ...noted]) assert.ok(parties.has(name), name);
    for (const name of parties) assert.ok([...spoken, ...noted].includes(name), `${name} says nothing`);
  }
});

test('a page without the mark of a part, or with a mark of no part, is refused', () => {
  const page = 'a\n<!-- x:begin, written by npm run docs -->\nold\n<!-- x:end -->\n';

  assert.equal(
    fill(page, { x: () => 'new' }),
    'a\n<!-- x:begin, written by npm run docs -->\n\nnew\n\n<!-- x:end -->\n',
  );
  assert.throws(() => fill(page, {}), /no part x/);
  assert.throws(() => fill(page, { x: () => 'new', y: () => '' }), /y:begin/);
});

const PROSE = Object.keys(INTEGRATION_DOCUMENTS)
  .map((path) =>
    readFileSync(path, 'utf8')
      .replace(/^\|.*$/gm, '')
      .replace(/^```[\s\S]*?^```/gm, ''),
  )
  .join('\n');

test('every log line that a page names is written by the server or the pipeline', () => {
  const sources = ['src', 'pipeline'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );
  const text = Object.values(INTEGRATION_DOCUMENTS)
    .map((print) => print())
    .join('\n');
  const lines = new Set([...text.matchAll(/`([a-z’]+(?: [a-z’]+)+)`/g)].map(([, line = '']) => line));

  assert.ok(lines.size >= 8, [...lines].join());
  for (const line of lines)
    assert.ok(
      sources.some((source) => source.includes(`'${line}'`)),
      line,
    );
});

test('every metric and alert that a page’s text names is there', () => {
  const alerts = [...readFileSync('ops/alerts/rostrum.yml', 'utf8').matchAll(/- alert: (\w+)/g)].map(
    ([, name]) => name,
  );
  // The template's own, about the function itself.
  const [, ofTheFunction] = /FUNCTION_ALARM = '(\w+)'/.exec(readFileSync('deploy/stack/alarms.ts', 'utf8')) ?? [];
  /** An event of Transcribe's, and a metric of Lambda's own. */
  const others = ['TranscriptEvent', 'Errors'];
  const known = new Set([
    ...METRIC_COUNTERS,
    ...METRIC_LATENCIES,
    ...Object.keys(GAUGES),
    ...alerts,
    ofTheFunction,
    ...others,
  ]);
  const named = [...PROSE.matchAll(/`([A-Z][a-zA-Z]+)(?:\{[^`]*\})?`/g)].map(([, name = '']) => name);

  assert.ok(named.length >= 15, named.join());
  for (const name of named) assert.ok(known.has(name), name);
});
