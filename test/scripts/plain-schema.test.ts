import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { plainSchema } from '../../scripts/plain-schema.ts';

test('a closed list of words is an enum, with what else is said about it', () => {
  const schema = Type.Union([Type.Literal('on'), Type.Literal('off')], { description: 'the switch' });

  assert.deepEqual(plainSchema(schema), { type: 'string', enum: ['on', 'off'], description: 'the switch' });
});

test('a choice of other things stays a choice', () => {
  const schema = Type.Union([Type.Literal('all'), Type.Literal(1), Type.Null()]);

  assert.deepEqual(plainSchema(schema), {
    anyOf: [{ type: 'string', const: 'all' }, { type: 'number', const: 1 }, { type: 'null' }],
  });
});

test('a record of anything is an object; of something, one whose every member is that', () => {
  assert.deepEqual(plainSchema(Type.Record(Type.String(), Type.Unknown())), { type: 'object' });
  assert.deepEqual(plainSchema(Type.Record(Type.String(), Type.Boolean())), {
    type: 'object',
    additionalProperties: { type: 'boolean' },
  });
});

test('a pattern for the members’ names is kept', () => {
  const schema = { type: 'object', patternProperties: { '^x-': { type: 'string' } } };

  assert.deepEqual(plainSchema(schema), schema);
});

test('a schema with a name is a reference wherever it stands, optional or in a list', () => {
  const Point = Type.Object({ x: Type.Number() });
  const schema = Type.Object({ at: Type.Optional(Point), path: Type.Array(Point) });

  const $ref = '#/components/schemas/Point';
  assert.deepEqual(plainSchema(schema, { Point }), {
    type: 'object',
    required: ['path'],
    properties: { at: { $ref }, path: { type: 'array', items: { $ref } } },
  });
});
