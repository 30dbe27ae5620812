"""Work by people who saw only the statements: `wrong` and `right` register it, with what its author said of it."""

WRONG: list[tuple] = []
RIGHT: list[tuple] = []
FAMILIES = {
    "factor": "a constant factor or a size of the input too much or missing (m, n, 2, 1/2 ...)",
    "sign": "a sign turned",
    "axis": "a sum/mean/softmax over the wrong axis, a transpose, rows for columns",
    "block": "a part of the result missing, zero, doubled or not updated (bias, last row, one layer)",
    "argument": "an argument ignored, fixed, or two swapped",
    "order": "returned values in another order",
    "limits": "an epsilon, clip, floor, rounding, dead zone, or threshold where none belongs; lower precision",
    "guard": "a special case for a size, depth, dtype, empty or small input, ties; right otherwise",
    "count": "off by one: steps, index, batches, epochs; stops early",
    "timing": "old value used where the new one belongs or the other way; gradient at the wrong "
    "point; state not carried",
    "memory": "changes its argument, returns a shared buffer, remembers between calls",
    "kind": "whole numbers cut off, wrong type or shape returned",
    "rule": "another rule or formula (of another method, another activation, another loss)",
    "random": "own or global generator, no shuffling, one order for all",
    "other": "none of these",
}


def wrong(id, what, family, kind):
    """kind: "misconception" or "guard"."""
    assert family in FAMILIES and kind in ("misconception", "guard")

    def add(f):
        WRONG.append((id, f.__name__, what, family, kind, f))
        return f

    return add


def right(id, what):
    def add(f):
        RIGHT.append((id, f.__name__, what, f))
        return f

    return add
