import QRCode from "qrcode";

/** A QR code as one SVG path of horizontal strokes, a unit high each, on a square of `size` units. */
export type Qr = { readonly path: string; readonly size: number };

/** Draws the code of an address for paper; some of it may be torn or rained on and it still reads. */
export function drawQr(text: string): Qr {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size, data } = modules;
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      const from = x;
      while (x + 1 < size && data[y * size + x + 1]) x++;
      path += `M${from} ${y + 0.5}h${x - from + 1}`;
    }
  }
  return { path, size };
}
