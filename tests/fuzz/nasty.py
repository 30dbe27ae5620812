"""What a submission could be made of: pieces that parsers stumble over, grown, nested, and put into valid things."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

HALF = "\ud800"
WORDS = st.sampled_from(
    [
        "", "a", "x" * 300, HALF, "\udfff\ud83d", "\x00", "\x1b[31m", "\x1b]8;;http://x\x07", "\u202e", "\ufeff",
        "學" * 90, "../../etc", "/etc/passwd", "CON", ".", "..", "~", "NaN", "Infinity", "-0", "1e400", "9" * 5000,
        "0x" + "f" * 4000, "=cmd()", "<script>", "{{7*7}}", "%s%n", "\r\n", "timestamp.txt", "cell-1",
        "minibatch_step", "text/html", "\n",
    ]
)  # fmt: skip
NUMBERS = st.one_of(
    st.sampled_from([0, -1, 2**53, 2**63, -(2**64), 10**30, 10**400, 1e308, 5e-324, float("inf"), float("nan"), 0.1]),
    st.integers(),
    st.floats(),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, st.text(max_size=8))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)

# where a parser looks ahead, back, or deeper
OF_HTML = (
    "<ul><li>", "<b>", "</b>", "<b x=1>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<i></i>", "<a>",
    "<!--", "-->", "<![CDATA[", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math><mi>",
    "<template>", "<select>", "<option>", "<font c=1>", "<html x=1>", "<body>", "&", "&amp", "&#x", "<", ">", '"',
    "'", "=", "<a ", '<p a="', "<p aria-label=", " scope=", "/>", "</", "<?", "<!", "x", " ", "\n", "<dd>",
    "<caption>", "<pre>", "\x00",
)  # fmt: skip
OF_CODE = (
    "(", ")", "[", "{", "}", "-", "not ", "lambda:", ".b", "()", "[0]", "+1", "f'", "{1}", "'", '"', '"""', "\\N{",
    "\\d", "9", "0x", "1e", "1_", "a", "é", "ﬁ", " ", "\n", "\t", "    ", "def f():\n", "def f(): g()\n",
    "if 1:\n", "elif 1:\n", "else:\n", "@a\n", "async ", "await ", "*", "**", "a=", ",", ";", ":", "\\\n", "#",
    "%", "!", "?", "\x00", "\x0c", "from a import b as c\n", "match a:\n case ", "try:\n", "yield ", "lstsq(",
    "np.linalg.lstsq", "import ",
)  # fmt: skip
OF_MARKDOWN = (
    "\\\\(", "\\\\[", "$", "$$", "[", "![", "](", "*", "**", "_", "`", "```\n", "~~~\n", "<", "<!--", "> ",
    ">- \n", "- ", "- a\n\n", "1. ", "| a |\n", "|-|\n", "\n", "    ", "[a]: b\n", "![a](attachment:b)",
    "\\begin{a}", "\\end{a}", "# a\n", "&", "http://a", "a", "\t",
)  # fmt: skip
OF_TEXT = (
    "a", "\n", "\r", "\x1b[", "\x1b[31m", "0;", "m", "\x1b]", "\x07", "é", "\u0301", HALF, "\u202e", " ",
    "1.23456", "/",
)  # fmt: skip
OF_JSON = (
    "[", "]", "{", "}", '"', ",", ":", "1", "-", "1e", "9", "0", ".", "true", "null",
    "NaN", '"a":', "[]", "{}", "\\u002c", "\\ud800", "\\", '""', " ", "\t", "\x00", "é", '{"a":', "[[", '"f8',
    '{"array":["<f8",[1],"', '{"int":"0x', '{"dict":[[',
)  # fmt: skip


def grown(pieces: tuple[str, ...], most: int = 60_000) -> st.SearchStrategy[str]:
    """A few pieces, one or more of them so often that what is not linear is seen."""
    some = st.lists(st.sampled_from(pieces), max_size=3).map("".join)
    unit = st.lists(st.sampled_from(pieces), min_size=1, max_size=4).map("".join)
    numbered = st.tuples(unit, st.booleans())

    def repeated(parts: tuple[str, tuple[str, bool], int, str]) -> str:
        head, (piece, number), size, tail = parts
        count = max(size // max(len(piece), 1), 1)
        body = "".join(f"{piece}{n}" for n in range(min(count, size // 6))) if number else piece * count
        return head + body + tail

    size = st.sampled_from([0, 10, 1000, 10_000, most])
    return st.tuples(some, numbered, size, some).map(repeated)


@st.composite
def mutated(draw: st.DrawFn, valid: Any, texts: st.SearchStrategy[str] = WORDS) -> Any:
    """A valid tree in which some things are others, twice, or gone."""
    tree = copy.deepcopy(valid)
    for _ in range(draw(st.integers(0, 4))):
        parent = tree
        while True:
            keys = list(parent) if isinstance(parent, dict) else range(len(parent))
            if not keys:
                break
            key = draw(st.sampled_from(list(keys)))
            if isinstance(parent[key], dict | list) and parent[key] and draw(st.integers(0, 4)):
                parent = parent[key]
                continue
            _change(draw, parent, key, texts)
            break
    return tree


def _change(draw: st.DrawFn, parent: Any, key: Any, texts: st.SearchStrategy[str]) -> None:
    how = draw(st.sampled_from(["other", "text", "gone", "twice", "deep", "renamed"]))
    if how == "other":
        parent[key] = draw(TREES)
    elif how == "text":
        parent[key] = draw(texts)
    elif how == "gone":
        del parent[key]
    elif how == "deep":
        for _ in range(draw(st.sampled_from([5, 40, 900]))):
            parent[key] = [parent[key]]
    elif isinstance(parent, list):
        parent.extend([parent[key]] * draw(st.sampled_from([1, 30])))
    else:
        parent[draw(WORDS)] = parent[key]


def as_bytes(tree: Any) -> bytes:
    """JSON as a careless or hostile program would write it; nothing where it is nested too deeply for that."""
    try:
        return json.dumps(tree).encode()
    except (RecursionError, ValueError):
        return b""


@st.composite
def damaged(draw: st.DrawFn, content: st.SearchStrategy[bytes]) -> bytes:
    """Bytes of which some are others, gone, or there twice."""
    data = bytearray(draw(content))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 3, 50]))
        how = draw(st.sampled_from(["other", "cut", "twice", "end"]))
        if how == "other":
            data[at : at + length] = draw(st.binary(max_size=6))
        elif how == "cut":
            del data[at : at + length]
        elif how == "twice":
            data[at:at] = data[at : at + length] * draw(st.sampled_from([1, 100]))
        else:
            del data[at:]
    return bytes(data)
