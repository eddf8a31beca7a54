/** Translates a text that goes on with a sentence by Apertium, with the words before it as context. Runs no program itself. */
import { decodeFrame, decodeJoinedFrame, encodeFrame, encodeJoinedFrame } from './apertium-text.ts';

/** Takes a frame and gives the translated frame. */
type Run = (frame: string) => Promise<string>;

/** Apertium translates sentence by sentence: the words of a sentence that is over change nothing. */
const SENTENCE_END = /[.!?…]["'”’»)\]}]*\s*$/;

/**
 * Apertium gets both texts as one sentence, and what it makes of the second one is the translation: "We believe" and "that every
 * child" give "que cada niño", where "that every child" alone gives "aquello cada niño". It may join words over the border
 * ("many young" and "people"), so that a word of the text stands among the words of the context, which are spoken already.
 * Then the context's translation is not what it is alone, and the text is translated alone.
 */
export async function translateAfter(context: string | undefined, text: string, run: Run): Promise<string> {
  return (await translateJoined(context, text, run)) ?? decodeFrame(await run(encodeFrame(text)), text);
}

async function translateJoined(context: string | undefined, text: string, run: Run): Promise<string | undefined> {
  if (context === undefined || context.trim() === '' || SENTENCE_END.test(context)) return undefined;
  const [joinedFrame, aloneFrame] = await Promise.all([
    run(encodeJoinedFrame(context, text)),
    run(encodeFrame(context)),
  ]);
  const joined = decodeJoinedFrame(joinedFrame, text);
  if (joined === undefined || joined.text.trim() === '') return undefined;
  return plain(joined.before) === plain(decodeFrame(aloneFrame, context)) ? joined.text : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}
