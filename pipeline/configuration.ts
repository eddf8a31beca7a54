/** The pipeline's settings, read from the environment and checked. Nothing else here reads it. */

export interface Configuration {
  readonly engines: 'aws' | 'local';
  readonly region: string;
  readonly connectionsTable: string;
  /** Where `/@connections/{id}` is, stage included. */
  readonly deliveryEndpoint: string;
  /** Signs deliveries; without them the function's own credentials do. */
  readonly deliveryKey?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly translationDeadlineMs: number;
  readonly speechDeadlineMs: number;
  readonly apertiumModesFolder: string;
  /** Where the local engines' programs are looked for, as in PATH. */
  readonly path: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error with every problem on one line. */
export function readConfiguration(environment: Environment = process.env): Configuration {
  const problems: string[] = [];
  const read = (name: string, fallback: string) => environment[name]?.trim() || fallback;
  const milliseconds = (name: string, fallback: number) => {
    const value = Number(read(name, String(fallback)));
    if (!Number.isInteger(value) || value < 1 || value > 900_000)
      problems.push(`${name} must be 1 to 900000 milliseconds`);
    return value;
  };

  const engines = read('ENGINES', read('AWS_LAMBDA_FUNCTION_NAME', '') === '' ? 'local' : 'aws');
  if (engines !== 'aws' && engines !== 'local') problems.push('ENGINES must be aws or local');
  const deliveryEndpoint = read('DELIVERY_ENDPOINT', '');
  if (!isHttpUrl(deliveryEndpoint))
    problems.push('DELIVERY_ENDPOINT must be the http(s) URL that serves /@connections');
  const accessKeyId = read('DELIVERY_ACCESS_KEY_ID', '');
  const secretAccessKey = read('DELIVERY_SECRET_ACCESS_KEY', '');
  if ((accessKeyId === '') !== (secretAccessKey === '')) {
    problems.push('DELIVERY_ACCESS_KEY_ID and DELIVERY_SECRET_ACCESS_KEY go together');
  }
  const configuration = {
    engines: engines === 'aws' ? ('aws' as const) : ('local' as const),
    region: read('AWS_REGION', read('AWS_DEFAULT_REGION', 'us-east-1')),
    connectionsTable: read('CONNECTIONS_TABLE_NAME', 'Connections'),
    deliveryEndpoint,
    ...(accessKeyId === '' ? {} : { deliveryKey: { accessKeyId, secretAccessKey } }),
    translationDeadlineMs: milliseconds('TRANSLATION_DEADLINE_MS', 5_000),
    speechDeadlineMs: milliseconds('SPEECH_DEADLINE_MS', 10_000),
    apertiumModesFolder: read('APERTIUM_MODES_DIR', '/usr/share/apertium/modes'),
    path: read('PATH', '/usr/local/bin:/usr/bin:/bin'),
  };
  if (problems.length > 0) throw new Error(`Bad configuration: ${problems.join('; ')}`);
  return configuration;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
