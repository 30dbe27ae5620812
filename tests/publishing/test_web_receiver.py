"""What takes work in by POST: each attempt kept, none written over, names that are safe, all of it bounded."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from publishing.web import receiver

NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook())
Send = Callable[..., tuple[int, str]]


@pytest.fixture
def send(tmp_path: Path) -> Iterator[Send]:
    """send(student=…, assignment=…, file=…) -> status and words of the answer."""
    serving = receiver.server(tmp_path, 0, "https://pages.example")
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{serving.server_address[1]}/"

    def post(
        student: str = "ada",
        assignment: str = "03-page",
        file: str = NOTEBOOK,
        name: str = "work.ipynb",
        body: bytes = b"",
    ) -> tuple[int, str]:
        parts = [f'name="student"\r\n\r\n{student}', f'name="assignment"\r\n\r\n{assignment}']
        parts.append(f'name="file"; filename="{name}"\r\nContent-Type: application/x-ipynb+json\r\n\r\n{file}')
        form = "".join(f"--edge\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--edge--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=edge"}
        request = urllib.request.Request(address, body or form.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == "https://pages.example"
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    yield post
    serving.shutdown()
    thread.join()
    serving.server_close()


def kept(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_each_attempt_is_kept_beside_the_one_before(send: Send, tmp_path: Path) -> None:
    assert send() == (200, "Received as work-1.ipynb of ada.")
    changed = json.loads(NOTEBOOK) | {"metadata": {"title": "größer"}}
    assert send(file=json.dumps(changed, ensure_ascii=False))[0] == 200
    assert kept(tmp_path) == ["03-page/ada/work-1.ipynb", "03-page/ada/work-2.ipynb"]
    assert json.loads((tmp_path / "03-page/ada/work-2.ipynb").read_text(encoding="utf-8")) == changed


def test_no_name_leads_out_of_the_folder(send: Send, tmp_path: Path) -> None:
    for name in ("../../etc", "/etc/passwd", "a\\b", ".hidden", "nul"):
        status, _ = send(student=name, assignment=name, name=f"{name}.ipynb")
        assert status == 200
    assert all(len(path.split("/")) == 3 and ".." not in path for path in kept(tmp_path))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"student": " "}, "Not taken: the form has no student."),
        ({"student": "../.."}, "Not taken: no name of a student is left"),
        ({"file": "{}"}, "Not taken: the file is no notebook."),
        ({"file": "[" * 100_000}, "Not taken: the file is no notebook."),
        ({"body": b"no form"}, "Not taken: the form has no student, assignment, file, file name."),
        ({"body": b"\xff\xfe"}, "Not taken: the form has no student"),
    ],
)
def test_what_is_no_work_is_refused_in_words_and_leaves_nothing(
    send: Send, tmp_path: Path, sent: dict[str, object], said: str
) -> None:
    status, words = send(**sent)
    assert status == 400 and words.startswith(said)
    assert kept(tmp_path) == []


def test_a_notebook_that_is_too_large_is_refused_before_it_is_read(
    send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "LARGEST", 10)
    assert send() == (413, "A notebook may have 10 bytes.")
    assert kept(tmp_path) == []
