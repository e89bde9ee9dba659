import type { Hash } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { toHex } from "./tags.ts";

/**
 * Hashes, each with a small number beside it, in the order in which they came: 36 bytes a hash and 4 to 8 for finding
 * it, where a `Map` of strings takes 150. A recount of a million ballots keeps several of these.
 */
export type HashTable = {
  size: number;
  /** Nine words a hash: its own eight, and the number beside it; in stretches, so that growing copies nothing. */
  readonly words: Uint32Array[];
  /** Which hash begins to be looked for where; 0: none, else its place and one. Its length is a power of two. */
  slots: Int32Array;
};

const stretch = 4096;
const width = 9;

/** A table without hashes. */
export const emptyTable = (): HashTable => ({ size: 0, words: [], slots: new Int32Array(64) });

const pattern = /^[0-9a-f]{64}$/;
/** Whether this is a SHA-256 in lower-case hex, as an entry holds it. */
export const isHash = (text: unknown): text is Hash => typeof text === "string" && pattern.test(text);

/** A digit's worth, by its character's code; only for what `isHash`. */
const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);

function wordsOf(hash: Hash | Uint8Array): Uint32Array {
  const words = new Uint32Array(8);
  if (typeof hash === "string")
    for (let at = 0; at < 64; at++)
      words[at >> 3] = ((words[at >> 3] as number) << 4) | digit(hash.charCodeAt(at));
  else
    for (let at = 0; at < 32; at++) words[at >> 2] = ((words[at >> 2] as number) << 8) | (hash[at] as number);
  return words;
}

const word = ({ words }: HashTable, place: number, at: number): number =>
  (words[Math.floor(place / stretch)] as Uint32Array)[(place % stretch) * width + at] as number;

/** The slot that holds a hash, or the free one that it would go to. */
function slotOf(table: HashTable, sought: Uint32Array): number {
  const mask = table.slots.length - 1;
  for (let slot = (sought[0] as number) & mask; ; slot = (slot + 1) & mask) {
    const place = (table.slots[slot] as number) - 1;
    if (place < 0) return slot;
    let at = 0;
    while (at < 8 && word(table, place, at) === sought[at]) at++;
    if (at === 8) return slot;
  }
}

/** Where a hash stands, from 0; -1 where it is not in the table. Takes hex for which `isHash`, or 32 bytes. */
export const placeOf = (table: HashTable, hash: Hash | Uint8Array): number =>
  (table.slots[slotOf(table, wordsOf(hash))] as number) - 1;

/** Where a hash stands, which is put at the end with a 0 beside it where it is not in the table yet. */
export function placeFor(table: HashTable, hash: Hash | Uint8Array): number {
  const sought = wordsOf(hash);
  const slot = slotOf(table, sought);
  const found = (table.slots[slot] as number) - 1;
  if (found >= 0) return found;
  const place = table.size++;
  if (place % stretch === 0) table.words.push(new Uint32Array(stretch * width));
  (table.words.at(-1) as Uint32Array).set(sought, (place % stretch) * width);
  table.slots[slot] = place + 1;
  if (table.size * 2 > table.slots.length) spread(table);
  return place;
}

/** Gives every hash a slot anew among twice as many. */
function spread(table: HashTable): void {
  const slots = new Int32Array(table.slots.length * 2);
  for (let place = 0; place < table.size; place++) {
    let slot = word(table, place, 0) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = place + 1;
  }
  table.slots = slots;
}

/** The number beside the hash at a place. */
export const valueAt = (table: HashTable, place: number): number => word(table, place, 8);

/** Puts a whole number below 2^32 beside the hash at a place. */
export function setValue({ words }: HashTable, place: number, value: number): void {
  (words[Math.floor(place / stretch)] as Uint32Array)[(place % stretch) * width + 8] = value;
}

/**
 * The hash over those hashes beside which there is a number with one of these bits, sorted, 32 bytes each (ADR 13,
 * `roll.members`).
 */
export function hashOver(sha256: Sha256, table: HashTable, bits: number): Hash {
  const places = Uint32Array.from({ length: table.size }, (_, place) => place).filter(
    (place) => valueAt(table, place) & bits,
  );
  places.sort((one, other) => {
    let at = 0;
    while (at < 7 && word(table, one, at) === word(table, other, at)) at++;
    return word(table, one, at) - word(table, other, at);
  });
  const bytes = new DataView(new ArrayBuffer(places.length * 32));
  for (let row = 0; row < places.length; row++)
    for (let at = 0; at < 8; at++) bytes.setUint32(row * 32 + at * 4, word(table, places[row] as number, at));
  return toHex(sha256(new Uint8Array(bytes.buffer)));
}
