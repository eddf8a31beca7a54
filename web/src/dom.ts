/**
 * Makes elements: all that these pages need of a framework. Text is inserted as text, never as markup. Wherever a text goes,
 * a function of the page's texts may go: it is said again when the page changes its language.
 */
import type { Text, Words } from './texts/locale.ts';
import { saidAttribute, saidNode, saidText } from './texts/said.ts';

type Child = Node | Words | undefined;
type Value = string | number | boolean | Text | undefined;

/** @param attributes `false` and undefined: no attribute; `true`: an attribute without a value. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function button(text: Words, onClick: () => void, attributes: Readonly<Record<string, Value>> = {}) {
  const element = el('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', onClick);
  return element;
}

/** A button for two opposite acts. A double click is one click: the second one would undo what the first has done. */
export function toggle(text: Words, onClick: () => void, attributes: Readonly<Record<string, Value>> = {}) {
  const element = button(text, () => {}, attributes);
  // A key's click has no detail.
  element.addEventListener('click', ({ detail }) => {
    if (detail < 2) onClick();
  });
  return element;
}

/** An input for codes, names and secrets: the browser neither corrects nor completes them. */
export function literalInput(name: string, attributes: Readonly<Record<string, Value>> = {}): HTMLInputElement {
  const plain = { type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' };
  return el('input', { ...plain, name, ...attributes });
}

/** @returns a control with its label above it. */
export function field(label: Words, control: HTMLElement, hint?: HTMLElement): HTMLElement {
  return el('label', { class: 'field' }, el('span', { class: 'label' }, label), control, hint);
}

/** Sets an element's text only if it differs, because screen readers would announce a live region again. */
export function setText(element: Element, words: Words): void {
  saidText(element, words);
}

export function show(element: HTMLElement, isShown: boolean): void {
  element.hidden = !isShown;
}

/** Puts elements at the beginning of their parent, in order. Those that are there already are not moved. */
export function arrange(parent: HTMLElement, elements: readonly HTMLElement[]): void {
  elements.forEach((element, i) => {
    const present = parent.children[i] ?? null;
    if (present !== element) parent.insertBefore(element, present);
  });
}

function setAttributes(element: Element, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') saidAttribute(element, name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined) element.append(typeof child === 'function' ? saidNode(child) : child);
  }
}
