/** What is said in the pictures, in every language, and how it reaches a page: as a pipeline delivers it. */
import type { Page } from 'playwright-core';
import type { TargetLanguage } from '../../src/protocol/languages.ts';
import type { TestServer } from '../../test/support/test-server.ts';
import { deliver, type Watched } from '../../test/web/deliveries.ts';

export const SENTENCES: Readonly<Record<TargetLanguage, readonly [string, string]>> = {
  en: ['Good morning, and welcome to our city.', 'It is good to see so many of you here today.'],
  es: ['Buenos días y bienvenidos a nuestra ciudad.', 'Es una alegría ver aquí a tanta gente hoy.'],
  fr: ['Bonjour et bienvenue dans notre ville.', 'C’est un plaisir de vous voir si nombreux aujourd’hui.'],
  de: ['Guten Morgen und willkommen in unserer Stadt.', 'Schön, dass heute so viele von Ihnen hier sind.'],
  pt: ['Bom dia e bem-vindos à nossa cidade.', 'É bom ver tanta gente aqui hoje.'],
  it: ['Buongiorno e benvenuti nella nostra città.', 'È bello vedervi qui oggi così numerosi.'],
  ja: ['おはようございます。私たちの街へようこそ。', '今日はこんなに大勢お越しくださり、うれしく思います。'],
  ko: ['안녕하세요, 우리 도시에 오신 것을 환영합니다.', '오늘 이렇게 많이 와 주셔서 반갑습니다.'],
  zh: ['早上好，欢迎来到我们的城市。', '很高兴今天有这么多人来到这里。'],
  ar: ['صباح الخير، وأهلًا بكم في مدينتنا.', 'يسعدنا أن نرى هذا العدد الكبير منكم اليوم.'],
  ca: ['Bon dia i benvinguts a la nostra ciutat.', 'És una alegria veure-hi tanta gent avui.'],
  gl: ['Bos días e benvidos á nosa cidade.', 'É unha alegría ver aquí tanta xente hoxe.'],
  eo: ['Bonan matenon kaj bonvenon en nia urbo.', 'Estas ĝoje vidi ĉi tie tiom da homoj hodiaŭ.'],
};

/** A caption of each sentence. */
export async function sayTranslated(
  server: TestServer,
  page: Page,
  watched: Watched,
  language: TargetLanguage,
): Promise<void> {
  for (const [segment, text] of SENTENCES[language].entries()) {
    await deliver(server, watched, {
      type: 'caption',
      ...{ ...placeOf(segment), sequenceNumber: segment, targetLanguage: language, sourceLanguage: 'en', text },
      translated: true,
    });
  }
  await page.getByText(SENTENCES[language][1]).first().waitFor();
}

/** What the speaker said, to a listener or to the speaker's own page. */
export async function sayOriginal(server: TestServer, watched: Watched): Promise<void> {
  for (const [segment, text] of SENTENCES.en.entries()) {
    const said = { ...placeOf(segment), text, isPartial: false, stabilityScore: 1, sessionId: 's', timestamp: 1 };
    await deliver(server, watched, { type: 'transcript', ...said });
  }
}

function placeOf(segment: number) {
  const startTimeMs = segment * 3_000;
  return { resultId: 'r', segment, epoch: 0, startTimeMs, endTimeMs: startTimeMs + 2_800 };
}
