"""How large each block of a lecture is on a slide, by Chromium."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .blocks import Block, Topic

WIDTH, HEIGHT = 1280, 720
ABOVE, BELOW, SIDE, GAP = 26, 44, 50, 14  # of .sheet in deck.css
SHOW = re.compile("^(Show|Train|Count|Double|Do it|See row|This way)")

MEASURE = """() => [...document.querySelectorAll(".sheet")].map((sheet) => ({
  heading: sheet.querySelector("h1, h2, h3")?.getBoundingClientRect().height ?? 0,
  blocks: [...sheet.querySelectorAll(":scope > .block")].map((block) => {
    const PARTS = { list: ":scope > * > li", table: "tbody > tr", code: ".line", printed: ".line" };
    const kind = block.classList[1];
    const parts = PARTS[kind] ? [...block.querySelectorAll(PARTS[kind])] : [block];
    const whole = block.getBoundingClientRect();
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const ends = [...boxes.slice(1).map((box) => box.top), boxes.at(-1).bottom];
    // what is said to a screen reader alone is cut off on purpose
    const cut = [...block.querySelectorAll(":not(.gd-said, .katex *, input, select)")].map((node) => {
      const free = getComputedStyle(node).overflowX === "visible" || getComputedStyle(node).display === "inline";
      return free ? 0 : node.scrollWidth - node.clientWidth;
    });
    const out = kind === "explorer" ? 0 : block.scrollWidth - block.clientWidth;
    return {
      frame: whole.height - (boxes.at(-1).bottom - boxes[0].top),
      heights: boxes.map((box, k) => ends[k] - box.top),
      width: block.clientWidth + Math.max(out, ...cut, 0),
    };
  }),
}))"""


@dataclass(frozen=True)
class Measured:
    """A block: what it adds on each slide that shows a part of it, the height of each part, its width."""

    frame: float
    heights: tuple[float, ...]
    width: float


def measured(browser: Any, page: str, topics: Sequence[Topic], file: Path) -> list[tuple[float, list[Measured]]]:
    """Of each topic the height of its heading, and its blocks. `page` shows them all, one below the other."""
    file.write_text(page, encoding="utf-8")
    view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        view.goto(file.as_uri())
        view.wait_for_selector("html[data-gd-live]", state="attached", timeout=60_000)
        view.evaluate("document.fonts.ready.then(() => true)")
        view.wait_for_timeout(300)
        found = view.evaluate(MEASURE)
        reveal(view)
        later = view.evaluate(MEASURE)
    finally:
        view.close()
    answers = []
    for topic, first, second in zip(topics, found, later, strict=True):
        blocks = [
            _larger(block, one, other)
            for block, one, other in zip(topic.blocks, first["blocks"], second["blocks"], strict=True)
        ]
        answers.append((first["heading"], blocks))
    return answers


def _larger(block: Block, *found: dict[str, Any]) -> Measured:
    """An explorer may be higher once it has shown what was asked for."""
    highest = max(found, key=lambda one: sum(one["heights"]))
    return Measured(highest["frame"], tuple(highest["heights"]), max(one["width"] for one in found))


def reveal(view: Any) -> None:
    """Answers what each explorer of a page asks, and has it shown."""
    for explorer in view.locator(".gd-live").all():
        if explorer.get_by_role("button", name="Play").count() or not explorer.locator(".gdkit").count():
            continue
        radios, typed = explorer.get_by_role("radio"), explorer.get_by_label("How many parameters")
        slider = explorer.get_by_role("slider")
        if radios.count():
            radios.first.check()
        elif typed.count():
            typed.fill("2")
        elif slider.count():
            slider.first.press("ArrowRight")
        button = explorer.get_by_role("button", name=SHOW).first
        if button.count() and button.is_enabled():
            button.click()
            view.wait_for_timeout(50)
