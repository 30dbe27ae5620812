// Elements of the page, made in one line.

/** An element: its properties (class, text, on… listeners, attributes), then its children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button with words; title: what it does, with its key. */
export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", text, onclick, ...properties });
}

/** 1234567 as 1.2 MB. */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
