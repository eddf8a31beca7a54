/**
 * Takes secrets out of what the doctor prints. Checks do not quote secrets; a library's error message, or an address with a
 * password in it, might.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables whose values are secret, by the names that programs of this field give them. */
const SECRET_NAME =
  /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|HEADERS|AUTHORIZATION|ACCESS_KEY|API_?KEY|PRIVATE_KEY/i;
/** Where a secret is, not what it is. */
const PLACE_NAME = /_(FILE|PATH|ISSUER|REGION|ARN)$/i;
/** A shorter value would take ordinary words out of the text. */
const MIN_CHARS = 8;
const REMOVED = '[removed]';
/** As much of a secret's beginning is removed without its end too: a long message may have been cut off in it. */
const BEGINNING_CHARS = 16;
/** Addresses and names of AWS begin alike: they are removed as a whole only. */
const ADDRESS = /^(\w+:\/\/|arn:)/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A JSON Web Token, even one that was cut off.
  [/\beyJ[\w-]{5,}(\.[\w-]*){0,2}/g, REMOVED],
  // User name and password in an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi, `$1${REMOVED}@`],
  [/([?&](?:token|access_token|key|secret|password|sig|signature|X-Amz-[A-Za-z-]+)=)[^&\s"']+/gi, `$1${REMOVED}`],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/gi, `$1 ${REMOVED}`],
  [/-----BEGIN[\s\S]*?(-----END[^-]*-----|$)/g, REMOVED],
];

/** @param known Secrets that are not in the environment. @returns a function that removes secrets from a text. */
export function createRedaction(
  environment: Environment,
  known: readonly (string | undefined)[],
): (text: string) => string {
  const named = Object.entries(environment)
    .filter(([name]) => SECRET_NAME.test(name) && !PLACE_NAME.test(name))
    .flatMap(([name, value = '']) => (/HEADERS/i.test(name) ? headerValues(value) : [value]));
  const secrets = [...named, ...known.map((secret) => secret ?? '')]
    .flatMap((secret) => [secret, secret.trim(), ...decoded(secret)])
    .filter((secret) => secret.length >= MIN_CHARS);
  // The longest first: one secret may be part of another.
  const values = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const value of values) clean = withoutSecret(clean, value);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

function withoutSecret(text: string, secret: string): string {
  const whole = text.replaceAll(secret, REMOVED);
  if (secret.length <= BEGINNING_CHARS || ADDRESS.test(secret)) return whole;
  const [first = '', ...others] = whole.split(secret.slice(0, BEGINNING_CHARS));
  return [first, ...others.map((after) => after.slice(sharedChars(after, secret.slice(BEGINNING_CHARS))))].join(
    REMOVED,
  );
}

/** How many characters two texts have in common, from their beginnings. */
function sharedChars(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}

/** The values of `name=value,name=value`, whole and without the scheme before a token. */
function headerValues(headers: string): string[] {
  return headers.split(',').flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    return [value, ...decoded(value)].flatMap((each) => [each, each.replace(/^\w+\s+/, '')]);
  });
}

/** The same with its percent signs resolved. */
function decoded(secret: string): string[] {
  try {
    const plain = decodeURIComponent(secret);
    return plain === secret ? [] : [plain];
  } catch {
    return [];
  }
}
