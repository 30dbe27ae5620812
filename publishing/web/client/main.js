// static/notebook.js: a page comes to life with the Python of client/runtime.

import { Page } from "./page.js";
import { Python } from "./runtime/python.js";
import { settings } from "./settings.js";

const page = new Page(Python, await settings());
await page.open();
