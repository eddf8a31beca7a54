/** A person's recordings through the whole chain, recognised by Moonshine: at natural pace, with what goes wrong on the way. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { countFoldedErrors } from '../../testkit/speech/folded-errors.ts';
import { type PersonTalk, readPersonTalk } from '../../testkit/speech/person-talk.ts';
import { engineProcesses } from '../support/engine-processes.ts';
import { speechModel, speechModelFolder } from '../support/speech-model.ts';
import { assertHeard, type Heard, talkThrough } from '../support/talk-through.ts';
import { refusedUpgrade } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Of the reader's: 15 s with their pauses, three finals or more. */
const RECORDINGS = 3;
/** In the middle of the first sentence: half of it has been heard, and nothing of it is final. */
const KILL_AT_MS = 4_000;
/** In the last words of the third sentence. */
const LAST_WORDS_AT_MS = 16_000;
/** Engines start anew, and where they take long the session's breaker lets some seconds pass: then all of it is replayed. */
const MAX_RECOVERY_MS = 20_000;

test('a person is recognised with case and marks and heard in Spanish and Catalan within 5 s, also when the engine dies in mid-sentence', async (t) => {
  const server = await startMoonshine(t);
  if (server === undefined) return;
  const { samples, text = '' } = recordings(RECORDINGS);
  const speak = (onChunk?: (atMs: number) => void) =>
    talkThrough(server, samples, {
      languages: ['es', 'ca'],
      untilFinalAtMs: LAST_WORDS_AT_MS,
      ...(onChunk === undefined ? {} : { onChunk }),
    });
  let undisturbed = Number.NaN;

  await t.test('as it should be', async () => {
    const heard = await speak();

    const { words, wrong, transcript } = errorsOf(text, heard.get('es'));
    undisturbed = wrong;
    assert.ok(wrong / words <= 0.1, `${wrong} of ${words} words are wrong: ${transcript}`);
    assert.match(transcript, /^And Mr\. John Dashwood had .* for them\. He was not/, 'with capitals and full stops');
    for (const [language, each] of heard) assertHeard(each, language);
  });

  await t.test(
    'the engine killed in mid-sentence: no word is lost or doubled, and everybody hears everything',
    async () => {
      const before = engineProcesses();
      assert.ok(before.length > 0, 'engines run in processes of their own');
      let killed = 0;

      const heard = await speak((atMs) => {
        if (atMs !== KILL_AT_MS) return;
        for (const pid of engineProcesses()) {
          process.kill(pid, 'SIGKILL');
          killed += 1;
        }
      });

      assert.ok(killed > 0);
      const { wrong, transcript } = errorsOf(text, heard.get('es'));
      assert.ok(wrong <= undisturbed + 2, `${wrong} words are wrong, ${undisturbed} undisturbed: ${transcript}`);
      for (const [language, each] of heard) assertHeard(each, language, MAX_RECOVERY_MS);
      const after = engineProcesses();
      assert.ok(after.length > 0 && after.every((pid) => !before.includes(pid)), 'others have taken their place');
    },
  );
});

test('as many people as EMBEDDED_ASR_MAX_STREAMS says are recognised at once; the next is told before saying a word', async (t) => {
  const server = await startMoonshine(t, { EMBEDDED_ASR_MAX_STREAMS: '2' });
  if (server === undefined) return;
  const { samples, text = '' } = recordings(1);
  let third: Promise<string> | undefined;
  const onChunk = (atMs: number) => {
    if (atMs === 2_000) third = refusalOf(server);
  };

  const [ada, ben] = await Promise.all([
    talkThrough(server, samples, { languages: ['es'], userId: 'ada', onChunk }),
    talkThrough(server, samples, { languages: ['ca'], userId: 'ben' }),
  ]);

  assert.equal(await third, 'TRANSCRIBE_UNAVAILABLE');
  for (const heard of [ada.get('es'), ben.get('ca')]) {
    const { words, wrong, transcript } = errorsOf(text, heard);
    assert.ok(wrong / words <= 0.1, `${wrong} of ${words} words are wrong: ${transcript}`);
  }
});

async function startMoonshine(t: TestContext, more: Record<string, string> = {}): Promise<TestServer | undefined> {
  if ((await speechModel(t)) === undefined) return undefined;
  return startTestServer(t, {
    EMBEDDED_ASR: 'moonshine',
    EMBEDDED_ASR_MODEL_FOLDER: speechModelFolder(),
    ...more,
  });
}

function recordings(count: number): Extract<PersonTalk, { ok: true }>['talk'] {
  const person = readPersonTalk(count);
  assert.ok(person.ok && person.notes.length === 0, JSON.stringify(person));
  return person.talk;
}

function errorsOf(text: string, heard: Heard | undefined): { words: number; wrong: number; transcript: string } {
  assert.ok(heard);
  const { words, substitutions, deletions, insertions } = countFoldedErrors(text, heard.transcript);
  return { words, wrong: substitutions + deletions + insertions, transcript: heard.transcript };
}

/** The code a third speaker is refused with. */
async function refusalOf(server: TestServer): Promise<string> {
  const token = await server.token('cleo');
  const query = { token, action: 'createSession', sourceLanguage: 'en' };
  const { body } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(query)}`);
  return String(body.code);
}
