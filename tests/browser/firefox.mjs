// Drives Firefox by WebDriver BiDi for test_firefox.py: each line that comes in is a visit as JSON, each that goes out
// what was seen. A visit: { url, ready: selector, width, dark, steps: [["press", selector, key] or ["click", selector]],
// until: selector, own: the beginning of addresses that may be asked, look: script, picture: file to keep one in }.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.argv[2], headless: true });

const PATIENCE = 240_000; // ms for what a page says that it waits for

async function visit({ url, ready, width = 1280, dark = false, steps = [], until, own = "file:", look, picture }) {
  const page = await browser.newPage();
  const [errors, requests] = [[], []];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  const allowed = (address) => [own, "file:", "data:", "blob:"].some((start) => address.startsWith(start));
  page.on("request", (request) => allowed(request.url()) || requests.push(request.url()));
  try {
    await page.setViewport({ width, height: 900 });
    await page.goto(url);
    await page.waitForSelector(ready, until ? { timeout: PATIENCE } : {});
    if (dark) await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
    for (const [act, selector, key] of steps) {
      const control = await page.waitForSelector(selector, { visible: true, timeout: 5000 });
      if (act === "click") await control.click();
      else await control.press(key);
    }
    if (until) await page.waitForSelector(until, { timeout: PATIENCE });
    if (picture) await page.screenshot({ path: picture });
    return { seen: await page.evaluate(look), errors, requests };
  } catch (error) {
    return { failed: error.message, errors, requests };
  } finally {
    await page.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await visit(JSON.parse(line))));
}
await browser.close();
