// HTML from outputs and texts: no script runs, nothing is asked of a network, nothing leaves its place.

import createDOMPurify from "dompurify";

const purify = createDOMPurify(window);
const LOADS = ["src", "srcset", "poster", "background", "xlink:href"];
const PICTURE = /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i;
const UNFIT = /url\s*\(|image-set|expression|@import|\\|position\s*:\s*(fixed|sticky|absolute)/i;

// KaTeX places parts of a formula by position: relative, which is allowed
purify.addHook("uponSanitizeAttribute", (node, data) => {
  const { attrName: name, attrValue: value } = data;
  const local = value.startsWith("#");
  if (LOADS.includes(name) && !PICTURE.test(value) && !local) data.keepAttr = false;
  if (name === "style" && UNFIT.test(value)) data.keepAttr = false;
  if (name === "href" && node.nodeName.toLowerCase() !== "a" && !local) data.keepAttr = false;
});
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName.toLowerCase() === "a" && node.hasAttribute("href") && !node.getAttribute("href").startsWith("#")) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
});

/** HTML as a fragment that can be put into the page. */
export function clean(html) {
  return purify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "dialog", "audio", "video", "source"],
    FORBID_ATTR: ["id", "name", "class-name", "tabindex", "contenteditable", "autofocus"],
    ADD_TAGS: ["semantics", "annotation"],
  });
}
