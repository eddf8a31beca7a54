import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, COLOURS, legend, line, path, picture, text } from '../../../testkit/picture/svg.ts';

test('a picture has its size, its name for those who do not see it, and its shapes', () => {
  const drawn = picture(300, 100, 'Words & more', [line(0, 0, 10, 10)]);

  assert.match(
    drawn,
    /^<svg [^>]*viewBox="0 0 300 100" role="img" aria-labelledby="title">\n<title id="title">Words &#38; more</,
  );
  assert.match(drawn, /<line class="grid" x1="0" y1="0" x2="10" y2="10"\/>\n<\/svg>\n$/);
});

test('every colour is there in light and in dark', () => {
  const drawn = picture(1, 1, '', []);

  for (let i = 0; i < COLOURS; i += 1) {
    assert.equal(drawn.match(new RegExp(`\\.f${i} \\{ fill: #`, 'g'))?.length, 2, `f${i}`);
    assert.equal(drawn.match(new RegExp(`\\.s${i} \\{ stroke: #`, 'g'))?.length, 2, `s${i}`);
  }
  assert.doesNotMatch(drawn, new RegExp(`\\.f${COLOURS}\\b`));
});

test('text is shown as it is said, whatever signs are in it', () => {
  assert.equal(text(1, 2, '<b>"&'), '<text class="text" x="1" y="2">&#60;b&#62;&#34;&#38;</text>');
  assert.equal(
    text(1, 2, 'x', { class: 'quiet', anchor: 'end' }),
    '<text class="quiet" x="1" y="2" text-anchor="end">x</text>',
  );
});

test('places are to the tenth, and no box is narrower than nothing', () => {
  const drawn = box({ x: 1.26, y: 0, width: -3, height: 2 }, 'f0', 'how much');

  assert.equal(drawn, '<rect class="f0" x="1.3" y="0" width="0" height="2" rx="1"><title>how much</title></rect>');
  assert.equal(
    path(
      [
        [0, 1],
        [2.04, 3],
      ],
      'series s1',
    ),
    '<path class="series s1" d="M0 1 L2 3"/>',
  );
});

test('a legend is a colour and what it stands for', () => {
  assert.equal(
    legend(10, 20, 'f1', 'people'),
    '<rect class="f1" x="10" y="20" width="12" height="12" rx="1"/><text class="text" x="28" y="30">people</text>',
  );
});
