/** Amazon Translate and Polly as their clients see them: the JSON wire, no more. Translations are the text in brackets. */
import { type LocalReply, type LocalRequest, startLocalHttp2Server, startLocalServer } from './local-server.ts';

export interface TranslateCall {
  readonly Text: string;
  readonly SourceLanguageCode: string;
  readonly TargetLanguageCode: string;
}

export interface PollyCall {
  readonly Text: string;
  readonly TextType: string;
  readonly OutputFormat: string;
  readonly SampleRate: string;
  readonly VoiceId: string;
  readonly Engine: string;
  readonly LanguageCode: string;
}

/** Knows every pair but those into Esperanto. */
export async function startTranslate() {
  const calls: TranslateCall[] = [];
  const failures: string[] = [];
  const server = await startLocalServer(({ headers, body }) => {
    if (headers['x-amz-target'] !== 'AWSShineFrontendService_20170701.TranslateText')
      return refusal(400, 'UnknownOperationException');
    const call = JSON.parse(body.toString()) as TranslateCall;
    calls.push(call);
    const failure =
      failures.shift() ?? (call.TargetLanguageCode === 'eo' ? 'UnsupportedLanguagePairException' : undefined);
    if (failure !== undefined) return refusal(400, failure);
    const { SourceLanguageCode, TargetLanguageCode, Text } = call;
    return json({ TranslatedText: `[${TargetLanguageCode}] ${Text}`, SourceLanguageCode, TargetLanguageCode });
  });
  return { ...server, calls, failNext: (...names: string[]) => failures.push(...names) };
}

/**
 * Speaks 6,400 bytes whatever the text, loud enough to count as sound. Over HTTP/2, as Polly's client has it.
 * @param speak instead: the pieces of the speech, sent as they come; if it throws, the stream is reset.
 */
export async function startPolly(speak?: (call: PollyCall) => AsyncIterable<Uint8Array>) {
  const calls: PollyCall[] = [];
  const failures: string[] = [];
  const server = await startLocalHttp2Server(({ method, path, body }: LocalRequest) => {
    if (method !== 'POST' || path !== '/v1/speech') return refusal(400, 'UnknownOperationException');
    const call = JSON.parse(body.toString()) as PollyCall;
    calls.push(call);
    const failure = failures.shift();
    if (failure !== undefined) return refusal(400, failure);
    const headers = { 'content-type': 'audio/pcm' };
    if (speak !== undefined) return { status: 200, headers, pieces: speak(call) };
    return { status: 200, headers, body: Buffer.alloc(6_400, calls.length) };
  });
  return { ...server, calls, failNext: (...names: string[]) => failures.push(...names) };
}

function json(body: object): LocalReply {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

function refusal(status: number, name: string): LocalReply {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-ErrorType': name };
  return { status, headers, body: JSON.stringify({ __type: name, message: 'scripted' }) };
}
