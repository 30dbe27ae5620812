// Drives Firefox by WebDriver BiDi for test_firefox.py: each line that comes in is a visit as JSON, each that goes out
// what was seen. A visit: { url, ready: selector, width, dark, steps: [["press", selector, key] or ["click", selector]],
// look: script, picture: file to keep one in }.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.argv[2], headless: true });

async function visit({ url, ready, width = 1280, dark = false, steps = [], look, picture }) {
  const page = await browser.newPage();
  const [errors, requests] = [[], []];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || requests.push(request.url()));
  try {
    await page.setViewport({ width, height: 900 });
    await page.goto(url);
    await page.waitForSelector(ready);
    if (dark) await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
    for (const [act, selector, key] of steps) {
      const control = await page.waitForSelector(selector, { visible: true, timeout: 5000 });
      if (act === "click") await control.click();
      else await control.press(key);
    }
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
