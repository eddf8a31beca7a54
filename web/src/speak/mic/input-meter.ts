/** Measures a microphone's samples before they are converted: conversion rounds off the flat tops of clipped sound. */

/** A sample from here on is at the end of the scale. Full scale is 1. */
const CLIPPED_FROM = 0.985;

export interface InputMeasure {
  /** The loudest sample, 0..1. */
  readonly peak: number;
  /** Share of the samples at the end of the scale, 0..1. */
  readonly clipped: number;
}

export class InputMeter {
  #peak = 0;
  #clipped = 0;
  #samples = 0;

  /** @param channels of equal length. @param fullScale of these samples. */
  push(channels: readonly (Float32Array | Int16Array)[], fullScale = 1): void {
    for (const samples of channels) {
      for (let i = 0; i < samples.length; i++) {
        const size = Math.abs(samples[i] as number) / fullScale;
        if (size > this.#peak) this.#peak = size;
        if (size >= CLIPPED_FROM) this.#clipped += 1;
      }
      this.#samples += samples.length;
    }
  }

  /** @returns the measure since the last call, and begins anew. */
  take(): InputMeasure {
    const measure = {
      peak: Math.min(1, this.#peak),
      clipped: this.#samples === 0 ? 0 : this.#clipped / this.#samples,
    };
    this.#peak = 0;
    this.#clipped = 0;
    this.#samples = 0;
    return measure;
  }
}
