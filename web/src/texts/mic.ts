/** The texts about the microphone, on the page to speak. They are in English. */
import type { MicProblemKind } from '../speak/mic/mic-problem.ts';
import type { MicTrouble } from '../speak/mic/mic-trouble.ts';

export const MIC = {
  opening: 'Opening the microphone. If the browser asks, allow it.',
  heading: 'Say something',
  lead: 'Nobody else hears you yet.',
  waiting: 'Speak as you will speak to your audience.',
  heard: 'We hear you.',
  heardBadly: 'We hear you, but not well.',
  level: 'Your voice',
  device: 'Microphone',
  /** @param number counted from 1. */
  unnamed: (number: number) => `Microphone ${number}`,
  begin: 'Start broadcasting',
  back: 'Back',
  instead: (wanted: string, used: string) => `“${wanted}” cannot be used now. You use “${used}” instead.`,
  wentAway: (lost: string, used: string) => `“${lost}” was disconnected. You use “${used}” instead.`,
  /** A microphone without a name. */
  another: 'another microphone',
  resume: 'Turn it on again',
  /** Instead of the source, while nothing of it is heard. */
  soundless: 'The microphone gives no sound',
  insecurePage: 'This page can send sound only over https, or on this computer (localhost).',
  problems: {
    denied:
      'This page may not use the microphone. Allow it at the symbol beside the browser’s address, and in the system’s privacy settings, then try again.',
    none: 'No microphone was found. Connect one, then try again.',
    busy: 'The microphone is in use by another program, or the system does not hand it out. Close calls and recorders, then try again.',
    graph:
      'The browser gets no sound from this microphone. Choose another one, set it and the loudspeaker to the same sampling rate (48 kHz) in the system’s sound settings, or load the page again.',
    insecure: 'Browsers allow the microphone only on https pages and on pages of this computer.',
    lost: 'The microphone was disconnected. Connect it again or choose another one.',
  } satisfies Readonly<Record<MicProblemKind, string>>,
  troubles: {
    lost: 'The microphone was disconnected. Connect it again or choose another one.',
    suspended: 'The browser has stopped the sound, for a call perhaps. Nobody hears you.',
    trackMuted:
      'The system has muted the microphone. Switch it on again at the microphone, on your keyboard, or in the sound settings.',
    noSound:
      'Nothing has been heard for 10 seconds. If you speak: check the microphone’s switch, its cable, and which one is chosen.',
    speakingWhileMuted: 'You are muted, but you speak. Nobody hears you.',
    clipping: 'You are too loud for the microphone: it distorts. Move away from it or turn its gain down.',
    tooQuiet: 'You are too quiet. Come closer to the microphone or turn its gain up.',
  } satisfies Readonly<Record<MicTrouble, string>>,
} as const;
