import { createSign, createVerify, generateKeyPairSync } from "node:crypto";

/** How often a second a piece of work is done, over about half a second. */
export function perSecond(work: () => void): number {
  for (let i = 0; i < 20; i++) work();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < 500) {
    work();
    done++;
  }
  return (done * 1000) / (performance.now() - start);
}

/** Plain RSA-2048 with SHA-256 in this process on one core: what everything else here is set beside. */
export function measureRsa(): { verify: number; sign: number } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const message = Buffer.from("(request-target): post /inbox\nhost: a.example\ndate: x\ndigest: y");
  const signature = createSign("sha256").update(message).sign(privateKey);
  return {
    verify: perSecond(() => void createVerify("sha256").update(message).verify(publicKey, signature)),
    sign: perSecond(() => void createSign("sha256").update(message).sign(privateKey)),
  };
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
