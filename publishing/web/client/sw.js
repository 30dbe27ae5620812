// The service worker: a page that was visited once works without a network.
//
// Files of runtime/ carry a hash in their names and never change: from the cache if they are there; it is the page's
// Python that puts them there, proved. All else is asked of the network first, so that a correction reaches everybody,
// and comes from the cache where the network does not answer. No page is ever reloaded by this.

const PAGES = "gdkit-pages";
const RUNTIME = "gdkit-runtime"; // as in runtime/loading.js
const HASHED = /\/runtime\/[^/]+\.[0-9a-f]{12}\.[a-z]+\.gz$/;
const PATIENCE = 4000; // milliseconds for the network to begin its answer, where there is one in the cache

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.keep)) return;
  event.waitUntil(keepAll(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(self.registration.scope)) return;
  event.respondWith(HASHED.test(url) ? kept(event.request) : fresh(event));
});

async function keepAll(urls) {
  const cache = await caches.open(PAGES);
  const missing = async (url) => !(await cache.match(url)) && cache.add(url);
  await Promise.allSettled(urls.map(missing));
}

async function kept(request) {
  const cache = await caches.open(RUNTIME);
  return (await cache.match(request.url)) ?? fetch(request);
}

async function fresh(event) {
  const cache = await caches.open(PAGES);
  const address = event.request.url.split(/[?#]/)[0];
  const before = await cache.match(address);
  const coming = fetch(event.request).then((response) => {
    if (response.ok && response.type === "basic") event.waitUntil(keep(cache, address, response.clone()));
    return response;
  });
  if (!before) return coming;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, before));
  return Promise.race([coming.catch(() => before), late]);
}

async function keep(cache, address, response) {
  if (address.endsWith("/runtime/manifest.json")) await tidy(await response.clone().json());
  await cache.put(address, response).catch(() => {});
}

/** Remove the files of this folder's runtime that its manifest no longer names. */
async function tidy(manifest) {
  const files = [manifest.python, ...Object.values(manifest.packages).map((entry) => entry.file)];
  const named = new Set(files.map((file) => new URL(file, self.registration.scope).href));
  const cache = await caches.open(RUNTIME);
  const ours = (await cache.keys()).filter(({ url }) => url.startsWith(self.registration.scope));
  await Promise.all(ours.filter(({ url }) => !named.has(url)).map(({ url }) => cache.delete(url)));
}
