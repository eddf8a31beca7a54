import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ApertiumTranslator } from '../../../pipeline/engines/apertium-translator.ts';

function start(t: TestContext, modesFolder = '/usr/share/apertium/modes'): ApertiumTranslator {
  const translator = new ApertiumTranslator({
    modesFolder,
    path: process.env.PATH ?? '',
    deadlineMs: 5_000,
    warn: () => undefined,
  });
  t.after(() => translator.close());
  return translator;
}

async function translated(
  translator: ApertiumTranslator,
  text: string,
  target: string,
  source = 'en',
  context?: string,
): Promise<string> {
  const result = await translator.translate({ text, source, target, ...(context === undefined ? {} : { context }) });
  assert.equal(result.kind, 'translated');
  return result.kind === 'translated' ? result.text : '';
}

test('English becomes Spanish and Catalan', async (t) => {
  const translator = start(t);

  assert.match(await translated(translator, 'good morning my friends', 'es'), /^buenos días mis amigos$/i);
  assert.match(await translated(translator, 'good morning my friends', 'ca', 'en-US'), /^bon dia els meus amics$/i);
});

test('an unknown word stays as it is, unmarked', async (t) => {
  assert.match(await translated(start(t), 'hello floogle friend', 'es'), /^hola floogle amigo$/i);
});

test("the recogniser's own case and marks come through", async (t) => {
  const translator = start(t);
  for (const [text, spanish, catalan] of [
    ['And then we went to the sea,', 'Y entonces fuimos al mar,', 'I llavors vam anar al mar,'],
    ['and then we went to the sea,', 'y entonces fuimos al mar,', 'i llavors vam anar al mar,'],
    ['He said, "I will come tomorrow."', 'Dijo, "vendré mañana."', 'Va dir, "vindré demà."'],
    ['Yes? No! Well... I think so.', '¿Sí? ¡No! Bien... Creo que sí.', 'Sí? No! Bé... Penso així que.'],
    ['There were 1,000 people.', 'Había 1000 personas.', 'Hi havia 1000 persones.'],
    ['Mr. Smith (here).', /^Señor .* \(aquí\)\.$/, /^Senyor .* \(aquí\)\.$/],
  ] as const) {
    for (const [target, expected] of [
      ['es', spanish],
      ['ca', catalan],
    ] as const) {
      const answer = await translated(translator, text, target);
      if (typeof expected === 'string') assert.equal(answer, expected);
      else assert.match(answer, expected);
    }
  }
});

test('a clause in the middle of a sentence begins in lower case and gets no full stop', async (t) => {
  const translator = start(t);
  for (const [text, spanish, catalan] of [
    ['but when we open the window,', 'pero cuándo abrimos la ventana,', 'però quan obrim la finestra,'],
    ['which is why', 'cuál es por qué', 'quins són per què'],
    ['on Monday', 'el lunes', 'en dilluns'],
    ['the European Union said', 'la Unión europea dijo', 'la Unió Europea va dir'],
    ['of the', 'del', 'del'],
  ] as const) {
    assert.equal(await translated(translator, text, 'es'), spanish);
    assert.equal(await translated(translator, text, 'ca'), catalan);
  }
});

test('with the words before it a clause is translated as in its sentence, and only the clause is given', async (t) => {
  const translator = start(t);
  for (const [context, text, alone, inSentence] of [
    [
      'We believe',
      'that every child should learn.',
      'aquello cada niño tendría que aprender.',
      'que cada niño tendría que aprender.',
    ],
    ['I opened the door,', 'which is why it is cold.', /^cuál es/, /^el cual es/],
    ['the government of the', 'United Kingdom has said', 'Reino Unido ha dicho', 'Reino Unido ha dicho'],
  ] as const) {
    for (const [given, expected] of [
      [undefined, alone],
      [context, inSentence],
    ] as const) {
      const answer = await translated(translator, text, 'es', 'en', given);
      if (typeof expected === 'string') assert.equal(answer, expected);
      else assert.match(answer, expected);
    }
  }
  assert.equal(
    await translated(translator, 'that every child should learn', 'ca', 'en', 'We believe'),
    "que cada nen hauria d'aprendre",
  );
});

test('no word of a clause is lost where Apertium joins words over its beginning, or where the context is a sentence', async (t) => {
  const translator = start(t);
  for (const [context, text] of [
    ['There are many young', 'people in the city'],
    ['Today we will', 'talk about the future'],
    ['It is late.', 'that every child should learn'],
    ['[border]', 'good morning'],
    ['', 'good morning'],
  ] as const) {
    assert.equal(
      await translated(translator, text, 'es', 'en', context),
      await translated(translator, text, 'es'),
      context,
    );
  }
});

test("characters that are Apertium's own markup survive", async (t) => {
  const translator = start(t);
  for (const target of ['es', 'ca']) {
    const text = await translated(
      translator,
      'one [two] {three} ^four$ @five six/seven <eight> \\ ~ * # + nine',
      target,
    );
    for (const mark of '[ ] { } ^ $ @ / < > \\ ~ * # +'.split(' '))
      assert.ok(text.includes(mark), `${mark} in ${text}`);
  }
});

test('odd texts are answered and leave the next one unharmed', async (t) => {
  const translator = start(t);
  for (const text of [
    '',
    ' ',
    '\0',
    '[[',
    '\\',
    '^$',
    '[<STREAMCMD:SETVAR:x>]',
    'one\ntwo',
    '😀',
    '日本語',
    '\u{1}\u{7f}',
    'x'.repeat(5_000),
  ]) {
    await translated(translator, text, 'es');
    assert.equal(await translated(translator, 'hello', 'es'), 'hola', JSON.stringify(text));
  }
});

test('fifty sentences at once come back each to its own', async (t) => {
  const translator = start(t);

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => translated(translator, `word ${i} of fifty`, i % 2 === 0 ? 'es' : 'ca')),
  );

  for (const [i, answer] of answers.entries()) assert.match(answer, new RegExp(`\\b${i}\\b`));
});

test('two pairs in a row bridge a gap', async (t) => {
  // Spanish to English to Catalan: with the two pairs every set-up installs, this is the way that needs a bridge.
  assert.match(await translated(start(t), 'buenos días', 'ca', 'es'), /^bon dia$/i);
});

test('a language without a way is a value, with what to install', async (t) => {
  const translator = start(t, '/nonexistent');

  assert.deepEqual(await translator.translate({ text: 'x', source: 'en', target: 'es' }), {
    kind: 'noEngine',
    hint: 'Apertium cannot translate en to es: install the Debian package apertium-eng-spa',
  });
  assert.deepEqual(await translator.translate({ text: 'x', source: 'en', target: 'de' }), {
    kind: 'noEngine',
    hint: 'No installed Apertium pair translates en to de, nor any two in a row',
  });
});
