/** Reads a request's JSON as an object, or says in words why it is not one. */

/** DynamoDB takes 32 levels of attributes, two levels of JSON each. Code that walks deeper JSON could overflow its stack. */
const MAX_NESTING = 200;

export type JsonBody =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly problem: string };

/** Never throws. The nesting is counted before the text is parsed. */
export function readJsonObject(text: string): JsonBody {
  if (nestingOf(text) > MAX_NESTING) return wrong(`is nested deeper than ${MAX_NESTING} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong('is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { ok: true, value: value as Record<string, unknown> };
  }
  return wrong('is not a JSON object');
}

/** @returns the deepest nesting of brackets outside strings. The brackets need not be balanced. */
export function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (isInString) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) {
      isInString = true;
    } else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      depth -= 1;
    }
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function wrong(what: string): JsonBody {
  return { ok: false, problem: `The request body ${what}.` };
}
