/** A schema for one of a closed list of strings, with the list as its type. */
import Type, { type TLiteral, type TUnion } from 'typebox';

type Literals<T extends readonly string[]> = { -readonly [K in keyof T]: TLiteral<T[K]> };

/** @param description Shown in the reference pages. */
export function oneOf<const T extends readonly string[]>(values: T, description?: string): TUnion<Literals<T>> {
  const literals = values.map((value) => Type.Literal(value)) as unknown as Literals<T>;
  return Type.Union(literals, description === undefined ? {} : { description }) as TUnion<Literals<T>>;
}
