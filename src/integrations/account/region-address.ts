/** The address of Amazon Transcribe's streams in a region, and whether there is one. */
import { lookup } from 'node:dns/promises';
import { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming';

/** @returns the host's name, by the SDK's own rules: AWS has partitions with other names. */
export function streamingHost(region: string): string {
  const client = new TranscribeStreamingClient({ region });
  try {
    const { url } = client.config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false });
    return url.hostname;
  } finally {
    client.destroy();
  }
}

/** @returns undefined if the name has an address, else the resolver's error code. Never rejects. */
export async function findAddress(host: string, resolve = lookup as (host: string) => Promise<unknown>) {
  try {
    await resolve(host);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
