/** How far it is, on one line that is written over; nothing where nobody looks. */
export function progress(done: number, of: number): void {
  if (!process.stderr.isTTY) return;
  const full = Math.round((done / of) * 30);
  const bar = "█".repeat(full).padEnd(30, "░");
  process.stderr.write(`\r${bar} ${done.toLocaleString("en")} of ${of.toLocaleString("en")} entries`);
  if (done === of) process.stderr.write(`\r${" ".repeat(80)}\r`);
}
