/** The fast Fourier transform of complex numbers, in place, for one length that is a power of two. */

export class Fft {
  readonly length: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #places: Uint32Array;

  constructor(length: number) {
    this.length = length;
    this.#cos = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / length));
    this.#places = new Uint32Array(length);
    const bits = Math.log2(length);
    for (let i = 0; i < length; i += 1)
      this.#places[i] = ((this.#places[i >> 1] as number) >> 1) | ((i & 1) << (bits - 1));
  }

  /** X[k] = Σ x[n] e^(−2πi kn/N). */
  forward(re: Float64Array, im: Float64Array): void {
    this.#sort(re, im);
    const count = this.length;
    for (let size = 2; size <= count; size *= 2) {
      const half = size / 2;
      const step = count / size;
      for (let start = 0; start < count; start += size) {
        for (let k = 0, turn = 0; k < half; k += 1, turn += step) {
          const even = start + k;
          const odd = even + half;
          const cos = this.#cos[turn] as number;
          const sin = this.#sin[turn] as number;
          const oddRe = (re[odd] as number) * cos + (im[odd] as number) * sin;
          const oddIm = (im[odd] as number) * cos - (re[odd] as number) * sin;
          re[odd] = (re[even] as number) - oddRe;
          im[odd] = (im[even] as number) - oddIm;
          re[even] = (re[even] as number) + oddRe;
          im[even] = (im[even] as number) + oddIm;
        }
      }
    }
  }

  /** The way back, divided by the length. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.forward(im, re);
    for (let i = 0; i < this.length; i += 1) {
      re[i] = (re[i] as number) / this.length;
      im[i] = (im[i] as number) / this.length;
    }
  }

  #sort(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.length; i += 1) {
      const j = this.#places[i] as number;
      if (j <= i) continue;
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
}
