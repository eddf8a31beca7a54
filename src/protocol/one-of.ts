/** A schema for one of a closed list of strings, with the list as its type. */
import Type, { type TLiteral, type TUnion } from 'typebox';

type Literals<T extends readonly string[]> = { -readonly [K in keyof T]: TLiteral<T[K]> };

export function oneOf<const T extends readonly string[]>(values: T): TUnion<Literals<T>> {
  return Type.Union(values.map((value) => Type.Literal(value)) as unknown as Literals<T>) as TUnion<Literals<T>>;
}
