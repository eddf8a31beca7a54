/** Texts of a template as they would be in an account: references become invented values. */

const VALUES: Readonly<Record<string, string>> = {
  'AWS::Region': 'eu-west-1',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
  DomainName: 'live.example.org',
  AuthIssuer: 'https://issuer.example.org',
  AuthAudience: 'audience',
  AuthJwksUrl: 'https://issuer.example.org/keys',
  AllowedOrigins: 'https://example.org',
};

/** @param value A text, or an intrinsic function that gives one. */
export function resolved(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, given] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return VALUES[String(given)] ?? `ref-${given}`;
  if (name === 'Fn::GetAtt') return `${(given as string[]).join('-')}`;
  if (name === 'Fn::Join') {
    const [separator, parts] = given as [string, unknown[]];
    return parts.map(resolved).join(separator);
  }
  throw new Error(`${name} is not known here`);
}

export interface Container {
  readonly Name: string;
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
  // biome-ignore lint/suspicious/noExplicitAny: the other properties have no type here
  readonly [property: string]: any;
}

export function environmentOf({ Environment }: Pick<Container, 'Environment'>): Record<string, string> {
  return Object.fromEntries(Environment.map(({ Name, Value }) => [Name, resolved(Value)]));
}
