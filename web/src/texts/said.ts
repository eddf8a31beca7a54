/** Texts in the document that follow the page's language: each is said again when the language changes. */
import { directionOf, locale, onLocale, type Text, type Words, wordsOf } from './locale.ts';

/** What says a text again, by the place that it stands in: the name of an attribute, or empty for the text itself. */
type Places = Map<string, () => void>;

const places = new WeakMap<Node, Places>();
/** Nodes with texts. Weakly: a node that is removed goes with its texts. */
let nodes: WeakRef<Node>[] = [];
/** Nodes that are gone are forgotten when there are so many more. */
const SWEEP_EVERY = 500;
let sweepAt = SWEEP_EVERY;

onLocale(sayAgain);

/** @returns a text node that follows the page's language. */
export function saidNode(text: Text): globalThis.Text {
  const node = document.createTextNode('');
  say(node, '', text, (value) => {
    node.data = value;
  });
  return node;
}

/** Sets an element's text only if it differs, because screen readers would announce a live region again. */
export function saidText(element: Element, words: Words): void {
  say(element, '', words, (value) => {
    if (element.textContent !== value) element.textContent = value;
  });
}

export function saidAttribute(element: Element, name: string, words: Words): void {
  say(element, name, words, (value) => element.setAttribute(name, value));
}

function say(node: Node, place: string, words: Words, set: (value: string) => void): void {
  set(wordsOf(words));
  const known = places.get(node);
  if (typeof words === 'string') {
    known?.delete(place);
    return;
  }
  const all: Places = known ?? new Map();
  all.set(place, () => set(wordsOf(words)));
  if (known !== undefined) return;
  places.set(node, all);
  nodes.push(new WeakRef(node));
  if (nodes.length >= sweepAt) sweep();
}

function sweep(): void {
  nodes = nodes.filter((node) => node.deref() !== undefined);
  sweepAt = nodes.length + SWEEP_EVERY;
}

function sayAgain(): void {
  document.documentElement.lang = locale();
  document.documentElement.dir = directionOf(locale());
  sweep();
  for (const reference of nodes) {
    const node = reference.deref();
    for (const again of (node && places.get(node)?.values()) ?? []) again();
  }
}
