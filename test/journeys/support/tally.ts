/** Counts checks and says each in TAP, one line; what went wrong stands below it. */
export type Tap = {
  ok(is: boolean, title: string, detail?: string): void;
  /** The last line: how many passed and failed. Sets the exit code. */
  done(): void;
};

/** Starts counting. */
export function startTap(): Tap {
  let [count, failed] = [0, 0];
  console.log("TAP version 14");
  return {
    ok: (is, title, detail = "") => {
      count++;
      if (!is) failed++;
      console.log(`${is ? "ok" : "not ok"} ${count} - ${title.replace(/#/g, "\\#")}`);
      if (!is && detail) console.log(detail.replace(/^/gm, "  # "));
    },
    done: () => {
      console.log(`1..${count}`);
      console.log(`${count - failed} passed, ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    },
  };
}
