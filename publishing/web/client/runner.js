// The queue of cells, and what was run: after a stop Python begins again, and the cells above are run again, quietly.

export class Runner {
  /** python: the client/runtime's; page: { cells, begin, end, say, mark }, what is shown of it. */
  constructor(python, page) {
    Object.assign(this, { python, page, queue: [], current: null, ran: new Map(), ready: false, leaving: false });
  }

  get busy() {
    return this.current !== null || this.queue.length > 0;
  }

  /** Run these cells, after those that wait. */
  add(cells) {
    for (const cell of cells) {
      if (cell.type !== "code" || this.queue.includes(cell)) continue;
      if (cell.source.trim() === "") {
        this.page.empty(cell);
        continue;
      }
      this.queue.push(cell);
      this.page.mark(cell, "waiting");
    }
    return this.work();
  }

  /** Python's state, as it says it. */
  setState(state) {
    this.ready = state === "ready" || state === "busy";
    if (state === "failed") this.drop();
    if (this.ready) this.work();
  }

  /** Forget the cells that wait. */
  drop() {
    for (const cell of this.queue.splice(0)) this.page.mark(cell, "");
  }

  async work() {
    if (this.current || !this.ready || this.queue.length === 0) return;
    this.current = this.queue.shift();
    try {
      await this.runOne(this.current);
    } finally {
      this.current = null;
    }
    if (this.queue.length === 0) this.page.rest();
    else await this.work();
  }

  async runOne(cell) {
    const source = cell.source;
    const above = this.sourcesAbove(cell);
    this.page.begin(cell);
    const result = await this.python.run({ cell: cell.key, source, quiet: false });
    if (result.lost) return this.again(cell, result);
    this.ran.set(cell.key, { source, above });
    this.page.end(cell, result);
    if (result.status !== "ok" && !cell.goesOnAfterAnError) this.drop();
  }

  /** Python ended under a cell: the cells above it that had been run are run again, with what they were then. */
  async again(cell, result) {
    this.drop();
    this.page.end(cell, result);
    if (this.leaving) return;
    const cells = this.page.cells();
    const above = cells.slice(0, cells.indexOf(cell)).filter((one) => this.ran.has(one.key));
    const before = this.ran;
    this.forget();
    for (const [k, one] of above.entries()) {
      this.page.say(`Running the cells above again: ${k + 1} of ${above.length}`);
      const { source, above: then } = before.get(one.key);
      const told = await this.python.run({ cell: one.key, source, quiet: true });
      if (told.lost) {
        this.forget();
        this.page.say(`Running the cells above again was ended in ${this.page.name(one)}. ${told.text ?? ""}`);
        return;
      }
      this.ran.set(one.key, { source, above: then });
      this.page.mark(one, "");
      if (told.status === "error" && !one.goesOnAfterAnError) {
        const what = told.ename ? ` with ${told.ename}` : "";
        this.page.say(`When it was run again, ${this.page.name(one)} stopped${what}: run the cells from the top.`);
        return;
      }
    }
    this.page.say(above.length ? "The cells above were run again: go on where you were." : "");
  }

  stop() {
    this.drop();
    if (this.current) this.python.stop();
  }

  /** A new Python that knows nothing, then perhaps these cells. */
  async restart(cells = []) {
    this.drop();
    this.leaving = true;
    if (this.current) this.python.stop();
    while (this.current) await new Promise((resolve) => setTimeout(resolve, 20));
    this.leaving = false;
    this.forget();
    this.page.say("");
    await this.python.restart();
    return this.add(cells);
  }

  /** Nothing was run. */
  forget() {
    this.ran = new Map();
    for (const cell of this.page.cells()) this.page.mark(cell, "forgotten");
  }

  /** The code above a cell: what its check judged. */
  sourcesAbove(cell) {
    const cells = this.page.cells().filter((one) => one.type === "code");
    return cells.slice(0, cells.indexOf(cell)).map((one) => one.source);
  }

  /** The checks that were run before code above them was changed. */
  get stale() {
    const run = this.page.cells().filter((cell) => cell.exercises.length && this.ran.has(cell.key));
    return run.filter((cell) => this.sourcesAbove(cell).join("\n") !== this.ran.get(cell.key).above.join("\n"));
  }
}
