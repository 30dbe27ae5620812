// The page's side of the door (door.py): what Python asks for, and what it says.

const NOTHING = new Uint8Array(0);

/** Answers requests: a word, a space, and its content, in bytes; bytes go back. */
export class Door {
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  /** receive(text): what the kernel sends; load(package): its stored bytes, or a sentence; unpacked(package, zip). */
  constructor({ receive, settings, load, unpacked }) {
    Object.assign(this, { receive, settings, load, unpacked, message: "", answer: "" });
  }

  respond(request) {
    const [word, content] = this.#split(request);
    if (word === "send") this.receive(this.#decoder.decode(content));
    else if (word === "take") return this.#encoder.encode(this.message);
    else if (word === "answer") this.answer = this.#decoder.decode(content);
    else if (word === "settings") return this.#encoder.encode(JSON.stringify(this.settings));
    else if (word === "load") return this.#bytes(this.load(this.#decoder.decode(content)));
    else if (word === "unpacked") this.unpacked(...this.#split(content));
    return NOTHING;
  }

  #split(bytes) {
    const space = bytes.indexOf(32);
    return [this.#decoder.decode(bytes.subarray(0, space)), bytes.subarray(space + 1)];
  }

  #bytes(content) {
    return typeof content === "string" ? this.#encoder.encode(content) : content;
  }
}

/** What door.py is told at its start; `first` are the packages that are there already. */
export function settingsFor(manifest, { seconds, folder, first }) {
  const others = Object.entries(manifest.packages).filter(([name]) => !first.includes(name));
  const imports = Object.fromEntries(others.flatMap(([name, entry]) => entry.imports.map((top) => [top, name])));
  const digests = Object.fromEntries(others.map(([name, entry]) => [name, entry.sha256]));
  return { seconds, folder, imports, digests };
}
