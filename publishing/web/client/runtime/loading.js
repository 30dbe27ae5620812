// Files of the runtime: fetched with progress, proved by their hash, kept for the next visit, and unpacked.

const CACHE = "gdkit-runtime"; // shared with sw.js; the names carry a hash, so what is in it never changes

/** A failure that a person is told of: `code` says which words. */
export class Failure extends Error {
  constructor(code, detail = "") {
    super(detail || code);
    this.code = code;
    this.detail = detail;
  }
}

/** The unpacked bytes of a file. `facts` are the manifest's; `count` hears how many bytes have come, and whether they were kept. */
export async function unpacked(url, facts, count = () => {}) {
  const { stream, proved, judged } = await opened(url, facts, count);
  try {
    const [content] = await Promise.all([new Response(stream).arrayBuffer(), proved]);
    return new Uint8Array(content);
  } catch (error) {
    throw await judged(error);
  }
}

/** The compiled program; compiled while it comes. */
export async function compiled(url, facts, count = () => {}) {
  const { stream, proved, judged } = await opened(url, facts, count);
  const response = new Response(stream, { headers: { "content-type": "application/wasm" } });
  try {
    const [module] = await Promise.all([WebAssembly.compileStreaming(response), proved]);
    return module;
  } catch (problem) {
    const error = await judged(problem);
    if (error instanceof Failure) throw error;
    throw new Failure(error instanceof WebAssembly.CompileError ? "browser" : "memory", String(error));
  }
}

/** The file as it is stored, at once: only a worker may wait like this. Null where it does not come. */
export function storedNow(url) {
  const request = new XMLHttpRequest();
  try {
    request.open("GET", url, false);
    request.responseType = "arraybuffer";
    request.send();
  } catch {
    return null;
  }
  if (request.status !== 200 || !request.response) return null;
  const content = new Uint8Array(request.response);
  keeper().then((cache) => cache?.put(url, new Response(content)).catch(() => {})); // when Python comes to rest
  return content;
}

/**
 * A stream of the unpacked content, a promise that it was the right one, and `judged`: what an error in reading the
 * stream comes from, since neither a broken line nor a damaged file is told by who unpacks or compiles it.
 */
async function opened(url, facts, count) {
  const cache = await keeper();
  const kept = await cache?.match(url).catch(() => undefined);
  const body = (kept ?? (await fetched(url))).body;
  const chunks = [];
  let done;
  let failed;
  const finished = new Promise((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  const watched = watch(body, (chunk) => {
    chunks.push(chunk);
    count(chunk.byteLength, Boolean(kept));
  });
  const first = await watched.first.catch((error) => {
    throw new Failure("network", String(error));
  });
  const stream = new ReadableStream({
    async pull(controller) {
      try {
        const chunk = await watched.next();
        if (chunk) return controller.enqueue(chunk);
        controller.close();
        done();
      } catch (error) {
        const failure = new Failure("network", String(error));
        failed(failure);
        controller.error(failure);
      }
    },
  });
  const proving = () => prove(url, facts, chunks, kept ? null : cache, cache);
  const judged = async (error) => {
    if (error instanceof Failure) return error;
    try {
      while (await watched.next()); // to its end, for the hash
      await proving();
      return error;
    } catch (failure) {
      return failure instanceof Failure ? failure : new Failure("network", String(failure));
    }
  };
  const proved = finished.then(proving);
  proved.catch(() => {}); // it is awaited by who reads the stream, which may fail before
  const packed = first?.[0] === 0x1f && first?.[1] === 0x8b; // not so where a server unpacks on the way
  return { stream: packed ? stream.pipeThrough(new DecompressionStream("gzip")) : stream, proved, judged };
}

function watch(body, heard) {
  const reader = body.getReader();
  const read = async () => {
    const { value } = await reader.read();
    if (value) heard(value);
    return value;
  };
  const first = read();
  let begun = false;
  return {
    first,
    next: () => {
      if (begun) return read();
      begun = true;
      return first;
    },
  };
}

async function fetched(url) {
  const response = await fetch(url).catch((error) => {
    throw new Failure("network", String(error));
  });
  if (!response.ok || !response.body) throw new Failure("network", `${url}: ${response.status}`);
  return response;
}

/** The digest in hexadecimal digits. Only on pages from https or this machine. */
export async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares the hash, where the page is allowed to compute one; then keeps the file for the next visit. */
async function prove(url, facts, chunks, into, cache) {
  const content = new Blob(chunks);
  if (globalThis.crypto?.subtle) {
    const found = await sha256(await content.arrayBuffer());
    if (found !== facts.sha256 && found !== facts.unpacked_sha256) {
      await cache?.delete(url).catch(() => {});
      throw new Failure("damaged", url);
    }
  } else if (content.size !== facts.bytes && content.size !== facts.unpacked) {
    throw new Failure("damaged", url);
  }
  // Not waited for. Without room for it, the next visit fetches it again.
  into?.put(url, new Response(content)).catch(() => {});
}

/** The browser's store for files; null where it has none for this page. */
async function keeper() {
  try {
    return await caches.open(CACHE);
  } catch {
    return null;
  }
}
