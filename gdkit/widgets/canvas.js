// A canvas that is drawn again when its place changes width, and a pen that knows scales, axes and the theme.
import { drawnOnce, html, number, raised } from "./page.js";

const TEXT = 18.67; // 14 pt in pixels
const SERIES = ["blue", "red", "green", "pink", "ink"];
const SOFT = ["blue-soft", "red-soft", "green-soft", "pink-soft", "panel"];
const CELL = 6; // pixels of a cell of a region
const DASHES = [[], [12, 5], [4, 4], [14, 4, 3, 4], [2, 3]];

/** x, y, x, y, … of the corners of the marks after the circle: square, diamond, triangle up and down. */
const CORNERS = {
  1: [-1, -1, 1, -1, 1, 1, -1, 1],
  2: [0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0],
  3: [0, -1.2, 1.2, 1, -1.2, 1],
  4: [0, 1.2, 1.2, -1, -1.2, -1],
};

/** 1, 2 or 5 times a power of ten, about `count` of them inside [low, high]; powers of ten on a logarithmic scale. */
export function ticks(low, high, count = 5, log = false) {
  if (log) {
    const [a, b] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const step = Math.max(1, Math.ceil((b - a + 1) / count));
    return Array.from({ length: Math.max(0, Math.floor((b - a) / step) + 1) }, (_, i) => 10 ** (a + i * step));
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough - 1e-12 * power);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function tickText(value, log) {
  if (!log) return number(value, 6);
  return `10${raised(Math.round(Math.log10(value)))}`;
}

/** The limits of an axis that shows all values, with a share of their range left free at either end. */
export function spread(values, share) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = share * (high - low || 1);
  return [low - margin, high + margin];
}

/** The colour `name` of the theme in which `node` stands. */
const themed = (node, name) => getComputedStyle(node).getPropertyValue(`--gd-${name}`).trim() || "gray";

class Pen {
  constructor(canvas, context, width, height) {
    Object.assign(this, { canvas, context, width, height });
    context.font = `${TEXT}px system-ui, "DejaVu Sans", sans-serif`;
    context.lineJoin = "round";
  }

  colour(name) {
    return themed(this.canvas, name);
  }

  series(i) {
    return { colour: this.colour(SERIES[i % SERIES.length]), dash: DASHES[i % DASHES.length], marker: i };
  }

  text(words, x, y, { align = "left", baseline = "middle", colour = "ink" } = {}) {
    Object.assign(this.context, { textAlign: align, textBaseline: baseline, fillStyle: this.colour(colour) });
    this.context.fillText(words, x, y);
  }

  /** Axes in what is left of the canvas between the pixels `left` and `right`; afterwards x() and y() give pixels. */
  axes({ xlim, ylim, xlabel = "", ylabel = "", logY = false, left = 0, right = this.width }) {
    const c = this.context;
    const yTicks = ticks(...ylim, 5, logY);
    const margin = Math.max(...yTicks.map((t) => c.measureText(tickText(t, logY)).width), 10) + 14;
    const box = {
      left: left + margin,
      right: right - 26,
      top: ylabel ? 34 : 12,
      bottom: this.height - (xlabel ? 58 : 34),
    };
    const up = logY ? Math.log10 : (v) => v;
    const [a, b] = ylim.map(up);
    this.box = box;
    this.x = (v) => box.left + ((v - xlim[0]) / (xlim[1] - xlim[0])) * (box.right - box.left);
    this.y = (v) => box.bottom - ((up(v) - a) / (b - a)) * (box.bottom - box.top);
    this.back = (px, py) => [
      xlim[0] + ((px - box.left) / (box.right - box.left)) * (xlim[1] - xlim[0]),
      ylim[0] + ((box.bottom - py) / (box.bottom - box.top)) * (ylim[1] - ylim[0]),
    ];
    c.lineWidth = 1;
    c.setLineDash([]);
    c.strokeStyle = this.colour("faint");
    const xTicks = ticks(...xlim, Math.max(2, Math.floor((box.right - box.left) / 90)));
    c.beginPath();
    for (const t of xTicks) c.rect(this.x(t), box.bottom, 0, 5);
    for (const t of yTicks) c.rect(box.left - 5, this.y(t), 5, 0);
    c.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    c.stroke();
    for (const t of xTicks)
      this.text(tickText(t, false), this.x(t), box.bottom + 8, { align: "center", baseline: "top" });
    for (const t of yTicks) this.text(tickText(t, logY), box.left - 9, this.y(t), { align: "right" });
    if (xlabel) this.text(xlabel, (box.left + box.right) / 2, this.height - 4, { align: "center", baseline: "bottom" });
    if (ylabel) this.text(ylabel, box.left, 14, { align: "left" });
  }

  /** Draw only inside the axes while `work` runs. */
  inside(work) {
    const { left, right, top, bottom } = this.box;
    this.context.save();
    this.context.beginPath();
    this.context.rect(left, top, right - left, bottom - top);
    this.context.clip();
    work();
    this.context.restore();
  }

  /** Each cell of the axes in the colour of its class; classAt([x, y]) gives its class and probability. */
  regions(classAt) {
    const { left, right, top, bottom } = this.box;
    const c = this.context;
    const soft = SOFT.map((name) => this.colour(name));
    for (let px = Math.ceil(left); px < right; px += CELL) {
      for (let py = Math.ceil(top); py < bottom; py += CELL) {
        const [k, p] = classAt(this.back(px + CELL / 2, py + CELL / 2));
        c.globalAlpha = Math.min(1, 0.25 + 0.75 * p); // the surer, the stronger
        c.fillStyle = soft[k];
        c.fillRect(px, py, CELL, CELL);
      }
    }
    c.globalAlpha = 1;
  }

  line(points, { colour, dash = [], width = 2.5 }) {
    const c = this.context;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    // far beyond the edge a canvas loses its way, and a number that is none ends the line
    const bound = (v) => Math.max(-1e5, Math.min(1e5, v));
    for (const [x, y] of points) {
      const [px, py] = [this.x(x), this.y(y)];
      if (!Number.isFinite(px) || !Number.isFinite(py)) break;
      c.lineTo(bound(px), bound(py));
    }
    c.stroke();
    c.setLineDash([]);
  }

  /** From point to point; too short to be seen, it is left out. */
  arrow(from, to, { colour, width = 2.5 }) {
    const [a, b] = [from, to].map(([x, y]) => [this.x(x), this.y(y)]);
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (!(length >= 3 && length < 1e5)) return;
    this.line([from, to], { colour, width });
    const [u, v] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    const tip = Math.min(5 * width, length);
    const c = this.context;
    c.beginPath();
    c.moveTo(...b);
    c.lineTo(b[0] - tip * (u + 0.5 * v), b[1] - tip * (v - 0.5 * u));
    c.lineTo(b[0] - tip * (u - 0.5 * v), b[1] - tip * (v + 0.5 * u));
    c.closePath();
    c.fillStyle = colour;
    c.fill();
  }

  /** A straight line at one x, and one at one y. */
  upright(x, [from, to], style) {
    const ends = [from, to].map((y) => [x, y]);
    this.line(ends, style);
  }
  level(y, [from, to], style) {
    const ends = [from, to].map((x) => [x, y]);
    this.line(ends, style);
  }

  /** A line that bends round its points: few of them are enough for a contour line. */
  curve(points, { colour, width = 1 }) {
    const c = this.context;
    const p = points.map(([x, y]) => [this.x(x), this.y(y)]);
    Object.assign(c, { strokeStyle: colour, lineWidth: width });
    c.beginPath();
    c.moveTo(...p[0]);
    const closed = Math.hypot(p[0][0] - p.at(-1)[0], p[0][1] - p.at(-1)[1]) < 1;
    if (closed) {
      p.push(p[1]);
      c.moveTo((p[0][0] + p[1][0]) / 2, (p[0][1] + p[1][1]) / 2);
    }
    for (let i = 1; i < p.length - 1; i += 1) {
      c.quadraticCurveTo(...p[i], (p[i][0] + p[i + 1][0]) / 2, (p[i][1] + p[i + 1][1]) / 2);
    }
    if (!closed) c.lineTo(...p.at(-1));
    c.stroke();
  }

  /** A circle, square, diamond or triangle, so that colour is not all that tells two series apart. */
  mark(x, y, { colour, marker = 0 }, size = 6) {
    const [px, py, c] = [this.x(x), this.y(y), this.context];
    if (!Number.isFinite(px) || !Number.isFinite(py) || Math.abs(px) + Math.abs(py) > 1e5) return;
    c.beginPath();
    const shape = marker % 5;
    if (shape === 0) c.arc(px, py, size, 0, 2 * Math.PI);
    else {
      const corners = CORNERS[shape];
      for (let i = 0; i < corners.length; i += 2) c.lineTo(px + corners[i] * size, py + corners[i + 1] * size);
      c.closePath();
    }
    c.fillStyle = colour;
    c.fill();
    c.strokeStyle = this.colour("paper");
    c.lineWidth = 1;
    c.stroke();
  }
}

/**
 * A canvas of `height` pixels on which `draw(pen)` draws; describe(words) is what a screen reader hears, and
 * note(lines) is for a picture that is not to be seen yet.
 */
export function sheet(height, draw) {
  const canvas = html("canvas", { role: "img" });
  canvas.style.height = `${height}px`;
  let width = 0;
  let pen = null;
  const update = drawnOnce(() => {
    if (width === 0) return;
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen = new Pen(canvas, context, width, height);
    draw(pen);
  });
  const observer = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    update();
  });
  observer.observe(canvas);
  const describe = (words) => canvas.setAttribute("aria-label", words);
  /** Only words: each line in the middle, under the one before. */
  const note = (lines, described = lines.join(" ")) => {
    lines.forEach((line, i) => {
      const y = pen.height / 2 + 28 * (i - (lines.length - 1) / 2);
      pen.text(line, pen.width / 2, y, { align: "center" });
    });
    describe(described);
  };
  return {
    canvas,
    update,
    describe,
    note,
    /** The point of the axes under a pointer event. */
    at: (event) => pen?.back(event.offsetX, event.offsetY),
    stop: () => observer.disconnect(),
  };
}

/** A list of names, each beside the mark and dash of its series. */
export function key(names) {
  return html(
    "ul",
    { class: "gd-names" },
    ...names.map((name, i) => {
      const mark = html("span", { "aria-hidden": "true" }, "●■◆▲▼"[i % 5]);
      return html("li", { class: `gd-series-${i % SERIES.length}` }, mark, ` ${name}`);
    }),
  );
}
