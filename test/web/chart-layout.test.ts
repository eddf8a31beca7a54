import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../src/machines/charts.ts';
import type { ChartState } from '../../src/protocol/inside.ts';
import { type StateBox, toLayout } from '../../web/src/inside/chart-layout.ts';

const PHONE = 290;
const everything = (state: ChartState): string[] => state.states.flatMap((child) => [child.id, ...everything(child)]);
const isInside = (inner: StateBox, outer: StateBox) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlap = (a: StateBox, b: StateBox) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

for (const width of [PHONE, 700, 1_200]) {
  test(`every state of every chart has a box in its parent’s, and no two share a place, ${width} pixels wide`, () => {
    for (const { name, root } of CHARTS) {
      const layout = toLayout(root, width);
      assert.deepEqual(layout.boxes.map(({ state }) => state.id).sort(), everything(root).sort(), name);
      assert.ok(layout.width <= width, `${name} is ${layout.width} wide`);
      for (const box of layout.boxes) {
        const { id } = box.state;
        const parent = layout.boxes.find(({ state }) => state.id === id.slice(0, id.lastIndexOf('.')));
        if (parent) assert.ok(isInside(box, parent), `${id} in ${parent.state.id}`);
        assert.ok(box.x >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height, id);
        const strangers = layout.boxes.filter(
          ({ state }) => state !== box.state && !id.startsWith(`${state.id}.`) && !state.id.startsWith(`${id}.`),
        );
        for (const other of strangers) assert.ok(!overlap(box, other), `${id} over ${other.state.id}`);
      }
    }
  });
}

test('regions stand side by side where there is room, and below each other where there is none', () => {
  const session = CHARTS.find(({ name }) => name === 'session');
  assert.ok(session);
  const regionsAt = (width: number) => toLayout(session.root, width).boxes.filter(({ isRegion }) => isRegion);

  const [first, second] = regionsAt(1_200);
  assert.equal(first?.y, second?.y);
  assert.equal(first?.height, second?.height);
  assert.ok((first?.x ?? 0) < (second?.x ?? 0));
  const [top, below] = regionsAt(PHONE);
  assert.ok((top?.y ?? 0) < (below?.y ?? 0));
  assert.ok(regionsAt(PHONE).length > 2);
});

test('a state that its parent begins in is marked; a name that is too long for the place widens it', () => {
  const leaf = (name: string): ChartState => ({
    ...{ id: `a.${name}`, name, kind: 'atomic', why: '', tags: [], entry: [], exit: [], invokes: [] },
    ...{ transitions: [], states: [] },
  });
  const long = 'a-name-much-longer-than-the-place';
  const root: ChartState = { ...leaf('a'), id: 'a', kind: 'compound', initial: 'a.b', states: [leaf('b'), leaf(long)] };
  const { boxes, width } = toLayout(root, 100);

  assert.deepEqual(
    boxes.map(({ isInitial }) => isInitial),
    [true, false],
  );
  assert.ok(width > 100);
  assert.deepEqual(toLayout(leaf('c'), 100), { width: 0, height: 0, boxes: [] });
});
