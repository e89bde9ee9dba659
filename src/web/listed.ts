import { type Html, safe } from "./html.ts";
import type { Tongue } from "./language.ts";

/** Several pieces of HTML in one sentence. They are put in after the list is made, so that each stays one item. */
export const listed = (tongue: Pick<Tongue, "list">, items: readonly Html[]): Html =>
  safe(
    tongue
      .list(items.map((_, index) => `\ue000${index}\ue001`))
      .replace(/\ue000(\d+)\ue001/g, (_, index) => items[Number(index)]?.html ?? ""),
  );
