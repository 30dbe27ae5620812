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

/** The unpacked bytes of a file. `facts` are the manifest's; `count` hears how many bytes have come. */
export async function unpacked(url, facts, count = () => {}) {
  const { stream, proved } = await opened(url, facts, count);
  const [content] = await Promise.all([arrayBuffer(stream), proved]);
  return new Uint8Array(content);
}

/** The compiled program; compiled while it comes. */
export async function compiled(url, facts, count = () => {}) {
  const { stream, proved } = await opened(url, facts, count);
  const response = new Response(stream, { headers: { "content-type": "application/wasm" } });
  const compiling = WebAssembly.compileStreaming(response).catch((error) => {
    if (error instanceof Failure || error instanceof TypeError) throw error;
    throw new Failure(error instanceof WebAssembly.CompileError ? "browser" : "memory", String(error));
  });
  const [module] = await Promise.all([compiling, proved]);
  return module;
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

async function arrayBuffer(stream) {
  try {
    return await new Response(stream).arrayBuffer();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("network", String(error));
  }
}

/** A stream of the unpacked content, and a promise that it was the right one. */
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
    count(chunk.byteLength);
  });
  const first = await watched.first;
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
  const proved = finished.then(() => prove(url, facts, chunks, kept ? null : cache, cache));
  proved.catch(() => {}); // it is awaited by who reads the stream, which may fail before
  const packed = first?.[0] === 0x1f && first?.[1] === 0x8b; // not so where a server unpacks on the way
  return { stream: packed ? stream.pipeThrough(new DecompressionStream("gzip")) : stream, proved };
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

/** Compares the hash, where the page is allowed to compute one; then keeps the file for the next visit. */
async function prove(url, facts, chunks, into, cache) {
  const content = new Blob(chunks);
  if (globalThis.crypto?.subtle) {
    const digest = await crypto.subtle.digest("SHA-256", await content.arrayBuffer());
    const found = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
