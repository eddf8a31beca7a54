/** Generates text frames of any client: from nearly valid messages to text that is not JSON. */
import fc, { type Arbitrary } from 'fast-check';
import { ACTIONS } from '../../src/protocol/client-messages.ts';
import { DEFAULT_SIZES } from '../../src/protocol/limits.ts';

/** Members that every object inherits, or that change an object when they are set. */
export const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

/** Without endSession, because a speaker's later messages would have no session. */
const ACTION_NAMES = Object.keys(ACTIONS).filter((name) => name !== 'endSession');
const MEMBERS = [
  ...new Set(Object.values(ACTIONS).flatMap(({ parameters }) => Object.keys(parameters.properties))),
  'data',
  'isPaused',
  'isMuted',
  'volume',
];

/** JSON texts that programs often handle wrongly: numbers out of JavaScript's range, lone surrogates, deep nesting. */
const ODD_VALUES = [
  '1e999',
  '-1e999',
  '-0',
  '5e-324',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.30000000000000004',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\uffff"',
  '"__proto__"',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"toJSON":"x"}',
  '{"length":-1}',
];
/** Values that JSON does not allow. Each makes the whole message invalid. */
const BROKEN_VALUES = [
  'NaN',
  'Infinity',
  '-',
  '01',
  '+1',
  '.5',
  '1.',
  '0x10',
  "'x'",
  'undefined',
  '{',
  '[',
  '"',
  '\\u',
  '',
];

/** Values that are valid for some member of some message. */
const GOOD_VALUES = [
  '0.5',
  '0',
  '1',
  '"en"',
  '"es"',
  '"ca"',
  '"premium"',
  '"golden-eagle-427"',
  '"played"',
  'false',
  '{"isPaused":true}',
  '{"isMuted":false,"volume":0.3}',
  `"${'AAAA'.repeat(50)}"`,
];

const nested = fc
  .tuple(fc.constantFrom(['[', ']'], ['{"a":', '}']), fc.constantFrom(2, 100, 600, 10_000))
  .map(([[open = '', close = ''], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

const value: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...GOOD_VALUES) },
  { weight: 6, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.constantFrom(...BROKEN_VALUES) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.stringify(json)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text)) },
);

const actionText = fc.oneof(
  { weight: 240, arbitrary: fc.constantFrom(...ACTION_NAMES).map((name) => JSON.stringify(name)) },
  { weight: 1, arbitrary: fc.constant('"endSession"') },
  {
    weight: 40,
    arbitrary: fc.constantFrom(...PROTOTYPE_KEYS, '', 'SendAudio', 'action').map((name) => JSON.stringify(name)),
  },
  { weight: 40, arbitrary: value },
);

const memberName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...MEMBERS) },
  { weight: 2, arbitrary: fc.constantFrom(...PROTOTYPE_KEYS, 'action', '') },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);

/** An object as text, so that it can have a member twice, or a member `__proto__`. */
const structured = fc
  .tuple(actionText, fc.array(fc.tuple(memberName, value), { maxLength: 5 }), fc.boolean())
  .map(([action, members, isLast]) => {
    const own = members.map(([name, text]) => `${JSON.stringify(name)}:${text}`);
    const named = `"action":${action}`;
    return `{${(isLast ? [...own, named] : [named, ...own]).join(',')}}`;
  });

/** Messages of the sizes at which rules change, and one byte less or more. */
const boundary = fc
  .tuple(
    fc.constantFrom('heartbeat', 'setVolume', 'sendAudio'),
    fc.constantFrom(DEFAULT_SIZES.controlBytes, DEFAULT_SIZES.messageBytes, 65_536),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([action, size, more]) => {
    const head = `{"action":"${action}","audioData":"`;
    return `${head}${'A'.repeat(size + more - head.length - 2)}"}`;
  });

/** A message of any kind, mostly small. */
export const anyMessage: Arbitrary<string> = fc.oneof(
  { weight: 60, arbitrary: structured },
  { weight: 10, arbitrary: value },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(wellFormed) },
  { weight: 2, arbitrary: fc.tuple(structured, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))) },
);

/** Messages that are costly to handle: deep or large. */
export const heavyMessage: Arbitrary<string> = fc.oneof(
  nested,
  nested.map((text) => `{"action":"speakerStateChange","state":${text}}`),
  nested.map((text) => `{"action":"heartbeat","timestamp":${text}}`),
  boundary,
);

/** Replaces lone surrogates, because a text frame must be UTF-8. Other attacks send invalid UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
