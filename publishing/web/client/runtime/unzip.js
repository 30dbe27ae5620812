// The files in a zip without compression, as publishing/web/packing.py writes it. Nothing is copied.

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** Pairs of a path and its bytes. */
export function* entries(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.byteLength - 22; // no comment behind it
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error("not a zip of packing.py");
  const count = view.getUint16(end + 10, true);
  const text = new TextDecoder();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error("not a zip of packing.py");
    const size = view.getUint32(at + 20, true);
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const header = view.getUint32(at + 42, true);
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    yield [text.decode(zip.subarray(at + 46, at + 46 + name)), zip.subarray(start, start + size)];
    at += 46 + name + extra + comment;
  }
}
