/** What stands on paper, as facts: head, foot and blocks in order. Documents are made into these, and one engine makes these into PDF. */

/** Text in one style. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  /** Crossed out: what does not apply on a form that names all choices. */
  readonly strike?: boolean;
}
export type Words = string | readonly Run[];

export interface Cell {
  readonly words: Words;
  /** Share of the row's width; cells without one share what is left. */
  readonly share?: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  /** A light grey ground: headings. It stays legible where printed in grey. */
  readonly shaded?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Not left alone at the foot of a page: a heading goes with what it heads. */
  readonly keepWithNext?: boolean;
}

/** A drawn or typed signature (`paths` are validated SVG paths in a box of 600 × 200). */
export interface PrintedMark {
  readonly kind: 'typed' | 'drawn';
  readonly name: string;
  readonly path?: string;
  /** Beneath the name: when and over which content. */
  readonly lines: readonly string[];
}

export interface SignatureSide {
  /** `PETUGAS`, `PENGGUNA`. */
  readonly role: string;
  readonly mark: PrintedMark | null;
}

/** A course over time, drawn as lines; those of a chart are told apart by their dashes, so that it can be read in grey. */
export interface Chart {
  readonly language: 'id' | 'en';
  readonly title: string;
  /** Of the values, and of the time. */
  readonly unit: string;
  readonly timeUnit: string;
  /** Of one step of the time, in its unit. */
  readonly step: number;
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Levels that are drawn across, with their names. */
  readonly limits: readonly { readonly name: string; readonly value: number }[];
  /** Said instead of an empty chart. */
  readonly nothing: string;
}

export type Block =
  | { readonly kind: 'title'; readonly text: string; readonly beneath?: string }
  | {
      readonly kind: 'paragraph';
      readonly words: Words;
      readonly align?: 'left' | 'center' | 'right';
      readonly small?: boolean;
    }
  /** Ruled rows; `head` is repeated on every page that the grid reaches. One that is `whole` stays on one page where a page can hold it. */
  | {
      readonly kind: 'grid';
      readonly head?: readonly Row[];
      readonly rows: readonly Row[];
      readonly small?: boolean;
      readonly whole?: boolean;
    }
  | { readonly kind: 'signatures'; readonly placeAndDate: string; readonly sides: readonly SignatureSide[] }
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly { readonly bytes: Uint8Array; readonly caption: string }[];
    }
  /** Where anybody can see whether this paper still says what the office holds. */
  | { readonly kind: 'proof'; readonly url: string; readonly hash: string; readonly sentence: string }
  /** Running text. A heading of the first level is a chapter: it stands in the file's outline. */
  | { readonly kind: 'heading'; readonly text: string; readonly level: 1 | 2 }
  | { readonly kind: 'prose'; readonly words: Words }
  | { readonly kind: 'steps'; readonly steps: readonly Words[] }
  /** Chapters with the pages that they come to stand on; each is the text of a heading of the first level. */
  | { readonly kind: 'contents'; readonly headings: readonly string[] }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'space'; readonly height: number };

export interface Letterhead {
  readonly lines: readonly string[];
  /** Address, telephone, mail, in one printed line or two. */
  readonly contact: readonly string[];
  /** PNG or JPEG. */
  readonly logo: Uint8Array | null;
}

/** The box at the head of a controlled document; a row without a value is left out, except the page, which is always printed. */
export interface ControlBox {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly pageLabel: string;
  /** `{page} dari {pages}`. */
  readonly pageWords: string;
}

export interface PrintedDocument {
  readonly title: string;
  readonly language: 'id' | 'en';
  readonly letterhead: Letterhead;
  /** Null prints a plain letterhead, and the page number in the foot. */
  readonly control: ControlBox | null;
  readonly pageWords: string;
  /** Form code, above the first block at the right. */
  readonly formCode: string;
  /** Lines at the foot of every page: confidentiality, the office's identity. */
  readonly footer: readonly { readonly text: string; readonly italic?: boolean }[];
  /** Across every page, in outline: `SIMULASI`. */
  readonly watermark: string | null;
  readonly landscape: boolean;
  readonly createdAt: Date;
  readonly blocks: readonly Block[];
}

/** A row of one cell across the page: a section's heading as printed. */
export const headingRow = (text: string): Row => ({
  keepWithNext: true,
  cells: [{ words: text, bold: true, align: 'center', shaded: true }],
});

/** `label : value`, as forms print it. */
export const fieldRow = (label: string, value: Words): Row => ({
  cells: [
    { words: label, share: 0.34 },
    { words: value, share: 0.66 },
  ],
});
