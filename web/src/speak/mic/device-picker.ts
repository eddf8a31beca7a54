/** The list of the microphones. It follows what is plugged in while a microphone is used. */
import { el, field } from '../../dom.ts';
import { MIC } from '../../texts/mic.ts';
import type { Device } from './device-choice.ts';
import { listMicrophones } from './device-list.ts';

export class DevicePicker {
  readonly view: HTMLElement;
  readonly #select = el('select', { name: 'microphone' });
  #devices: readonly Device[] = [];
  #used: Device | undefined;
  #hadFocus = false;
  #following = new AbortController();

  constructor(onPicked: (device: Device) => void) {
    this.view = field(MIC.device, this.#select);
    this.#select.addEventListener('change', () => {
      const picked = this.#devices.find(({ deviceId }) => deviceId === this.#select.value);
      if (picked) onPicked(picked);
    });
  }

  /** @param device the microphone that is used now. Undefined: none, and the list rests. */
  use(device: Device | undefined): void {
    this.#following.abort();
    this.#used = device;
    if (device === undefined) return;
    this.#following = new AbortController();
    const { signal } = this.#following;
    navigator.mediaDevices.addEventListener('devicechange', () => void this.#list(signal), { signal });
    void this.#list(signal);
  }

  /** While another microphone is opened, none can be picked. */
  busy(isBusy: boolean): void {
    this.#hadFocus ||= document.activeElement === this.#select;
    this.#select.disabled = isBusy;
    if (isBusy) return;
    // A disabled list loses the focus.
    if (this.#hadFocus && document.activeElement === document.body) this.#select.focus();
    this.#hadFocus = false;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const devices = await listMicrophones();
    const used = this.#used;
    if (signal.aborted || used === undefined) return;
    this.#devices = devices;
    const isListed = devices.some(({ deviceId }) => deviceId === used.deviceId);
    const options = devices.map(({ deviceId, label }, at) => option(deviceId, label || MIC.unnamed(at + 1)));
    this.#select.replaceChildren(
      ...(isListed ? [] : [option(used.deviceId, used.label || MIC.unnamed(1))]),
      ...options,
    );
    this.#select.value = used.deviceId;
  }
}

function option(value: string, text: string): HTMLOptionElement {
  return el('option', { value }, text);
}
