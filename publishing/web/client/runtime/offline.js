// Asks the service worker (sw.js) to keep this page for a visit without a network.

/** Register it, and have it keep what the page has loaded before it was there. Without https there is none. */
export async function keepForOffline(base, files = []) {
  try {
    const worker = await navigator.serviceWorker.register(new URL("sw.js", base));
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const urls = [location.href, ...loaded, ...files.map((file) => new URL(file, base).href)];
    const own = urls.filter((url) => url.startsWith(base) && !url.endsWith(".gz"));
    (active ?? worker.active)?.postMessage({ keep: [...new Set(own.map((url) => url.split(/[?#]/)[0]))] });
  } catch {
    // the page works as well, though not without a network
  }
}
