import { recall, remember } from "./memory.ts";
import { report } from "./report.ts";
import { readWords } from "./words.ts";
import type { Order, Told } from "./worker.ts";

// The check of a ledger on its own page (ADR 14): a worker reads all of it, and the page shows what it came to.
const box = document.querySelector<HTMLElement>("[data-check]");
const words = document.querySelector<HTMLTemplateElement>("#check-words");
if (box && words && "Worker" in window) prepare(box, words.content);

function prepare(box: HTMLElement, content: DocumentFragment): void {
  const part = <Kind extends HTMLElement>(name: string): Kind =>
    box.querySelector(`[data-part="${name}"]`) as Kind;
  const { check: address = "", tag = "", proposal = "", entry = "" } = box.dataset;
  const said = readWords(content, tag);
  const [start, working, result] = [part("start"), part("working"), part("result")];
  const bar = working.querySelector("progress") as HTMLProgressElement;
  const howFar = working.querySelector("p") as HTMLElement;
  const button = start.querySelector("button") as HTMLButtonElement;
  part("without").hidden = true;
  start.hidden = false;

  const showProgress = (done: number, of: number): void => {
    Object.assign(bar, { max: of, value: done });
    howFar.textContent = said.say("reading", { done, of });
  };
  const end = (...lines: readonly Node[]): void => {
    working.hidden = true;
    button.disabled = false;
    result.replaceChildren(...lines);
  };
  const fail = (why: "unreachable" | "cannot"): void => end(document.createTextNode(said.say(why)));

  button.addEventListener("click", () => {
    const remembered = recall(address);
    button.disabled = true;
    working.hidden = false;
    result.replaceChildren();
    bar.removeAttribute("value");
    howFar.textContent = said.say("starting");
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.what === "progress") return showProgress(data.done, data.of);
      worker.terminate();
      if (data.what === "failed") return fail("unreachable");
      const { verified, head, key, milliseconds } = data;
      if (verified.faults.length === 0) remember(address, head);
      end(...report(said, verified, { key, milliseconds, remembered, tag, proposal, entry }));
    });
    // a browser that knows workers and no modules in them comes here too
    worker.addEventListener("error", () => {
      worker.terminate();
      fail("cannot");
    });
    worker.postMessage({ address, remembered: remembered?.note ?? null } satisfies Order);
  });
}
