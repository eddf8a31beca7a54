/** What a speaker may speak with. */
import type { Device } from './mic/device-choice.ts';

export type Source =
  /** `device`: picked by the person now. Otherwise the one that they picked last time, or the system's choice. */
  | { readonly kind: 'microphone'; readonly device?: Device }
  | { readonly kind: 'talk' }
  | { readonly kind: 'file'; readonly file: File };
