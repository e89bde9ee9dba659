import { readCheckpoint } from "../../ledger/checkpoint.ts";

/** A head that held when this browser checked it: the signed note, and when that was. */
export type Remembered = { readonly note: string; readonly size: number; readonly at: Date };

const nameOf = (address: string): string => `head of ${address}`;

/** The head of a ledger that this browser saw last; null where it never did, or keeps nothing. */
export function recall(address: string): Remembered | null {
  try {
    const { note, at } = JSON.parse(localStorage.getItem(nameOf(address)) ?? "null");
    const head = readCheckpoint(note);
    return head && { note, size: head.size, at: new Date(at) };
  } catch {
    return null;
  }
}

/** Keeps a head that held, to compare later ones with; a browser that keeps nothing does without. */
export function remember(address: string, note: string): void {
  try {
    localStorage.setItem(nameOf(address), JSON.stringify({ note, at: new Date().toISOString() }));
  } catch {
    // private windows, and readers who switched it off
  }
}
