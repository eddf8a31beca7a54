import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinWords, spokenLength, writtenWords } from '../../../../emulators/transcribe/hearing/written-words.ts';

/** As `word|key`, marks in brackets before and after. */
function shown(text: string): string[] {
  return writtenWords(text).map(
    ({ text, key, before, after, glued }) =>
      `${glued ? '+' : ''}${before && `(${before})`}${text}|${key}${after && `(${after})`}`,
  );
}

for (const [text, expected] of [
  ['And Mr. John Dashwood, then.', ['And|and', 'Mr.|mr', 'John|john', 'Dashwood|dashwood(,)', 'then|then(.)']],
  ["It's an ill-disposed man!", ["It's|its", 'an|an', 'ill-disposed|illdisposed', 'man|man(!)']],
  [
    '3.50, 1,000 at 10:30 for $5 or 5%.',
    ['3.50|350(,)', '1,000|1000', 'at|at', '10:30|1030', 'for|for', '$5|5', 'or|or', '5%|5(.)'],
  ],
  ['The U.S. at 9 a.m. today', ['The|the', 'U.S.|us', 'at|at', '9|9', 'a.m.|am', 'today|today']],
  ['So do I.', ['So|so', 'do|do', 'I|i(.)']],
  [
    '"Well," he said (softly)... then—gone',
    ['Well|well(,)', 'he|he', 'said|said', 'softly|softly(…)', 'then|then', 'gone|gone'],
  ],
  ['¿Qué tal? ¡Hola!', ['(¿)Qué|qué', 'tal|tal(?)', '(¡)Hola|hola(!)']],
  ['Qui ? Moi !', ['Qui|qui(?)', 'Moi|moi(!)']],
  ['你好，世界。', ['你|你', '+好|好(，)', '+世|世', '+界|界(。)']],
  ['カメラ iPhoneを', ['カ|カ', '+メ|メ', '+ラ|ラ', 'iPhone|iphone', '+を|を']],
  ['Was?! Uh- &', ['Was|was(?)', 'Uh|uh', '&|&']],
  ['It is -5 outside', ['It|it', 'is|is', '-5|5', 'outside|outside']],
  ['It is –5, not −5.', ['It|it', 'is|is', '–5|5(,)', 'not|not', '−5|5(.)']],
  ['We use .NET here', ['We|we', 'use|use', '.NET|net', 'here|here']],
  ['about .5 percent (-.5)', ['about|about', '.5|5', 'percent|percent', '-.5|5']],
  ['-$5 and $-5', ['-$5|5', 'and|and', '$-5|5']],
  ['$5 €5 #1 @home &c 5‰ §5 №5', ['$5|5', '€5|5', '#1|1', '@home|home', '&c|c', '5‰|5', '§5|5', '№5|5']],
  ['C++, C# or 50%.', ['C++|c(,)', 'C#|c', 'or|or', '50%|50(.)']],
  ['pages 5–6 - no - -so', ['pages|pages', '5|5', '6|6', 'no|no', 'so|so']],
  ['one --2', ['one|one', '2|2']],
  ['So ,then .', ['So|so', 'then|then(.)']],
  ['好。OK 是-5度', ['好|好(。)', '+OK|ok', '是|是', '+-5|5', '+度|度']],
  ['', []],
  [' . … "', []],
] as const) {
  test(`what stands in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(shown(text), expected);
  });
}

test('joined again they read as they were written', () => {
  for (const text of ['And Mr. John Dashwood, then.', '¿Qué tal? ¡Hola!', '你好，世界。 iPhoneを', "It's 3.50!"]) {
    assert.equal(joinWords(writtenWords(text)), text);
  }
});

test('any text gives words without blanks, each with a key and a mark at most on either side', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const { key, text: content, before, after } of writtenWords(text)) {
        assert.ok(key !== '' && content !== '' && !/\s/u.test(content) && before.length <= 1 && after.length <= 1);
      }
    }),
    { numRuns: 300 },
  );
});

test('what is joined is split as it was', () => {
  const piece = fc.constantFrom(
    'a',
    "it's",
    'Mr.',
    '3.5',
    '¿Qué',
    'x?',
    '好',
    'を,',
    '—',
    '"',
    '...',
    'U.S.',
    '&',
    '٣',
    '好iPhone',
    '-5',
    '–5',
    '.5',
    '.NET',
    'C++',
    '好-5',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const words = writtenWords(pieces.join(' '));
      const again = writtenWords(joinWords(words));
      assert.deepEqual(
        again.map(({ key, text }) => [key, text]),
        words.map(({ key, text }) => [key, text]),
      );
    }),
    { numRuns: 300 },
  );
});

test('a character of Chinese is less than a word', () => {
  assert.equal(spokenLength(writtenWords('one two')), 2);
  assert.ok(spokenLength(writtenWords('你好世界')) < 2);
});
