/** Sends speech that becomes a final, and recognises its invocation. */
import type { Client } from '../client.ts';
import { type Invocation, isFinal } from '../lambda.ts';
import { blocks, silence } from '../speech.ts';

/** Enough silence for the speech before it to become a final. */
export const REST = silence(16_000);

export const says = (text: string) => (invocation: Invocation) =>
  isFinal(invocation) && invocation.payload.transcriptText === text;

export async function say(speaker: Client, from: number, to: number): Promise<void> {
  await speaker.ask(blocks(from, to), 'audioReceived');
  await speaker.ask(REST, 'audioReceived');
}
