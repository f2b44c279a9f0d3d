"""A notebook in JupyterLab, in a real browser: opened by `cnai lab`, run from top to bottom, looked at.

Needs playwright, JupyterLab and a Chromium (at /usr/bin/chromium, or as CNAI_CHROMIUM says): make browser.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from cnai._notebooks import PICTURES, differences, notebooks, read

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CNAI_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "no-sandbox disable-gpu disable-quic no-first-run disable-sync "
    "disable-background-networking disable-component-update"
)
STORED = next((p for p in notebooks() if p.name.startswith("06-")), notebooks()[0])
TOKEN = "of-the-browser-test"
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # else only the cells in view are in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def until(what: str, holds: Callable[[], Any], seconds: float = 120) -> Any:
    """Wait until something holds, and give it."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.3)
    return found


def ask(address: str, method: str = "GET") -> Any:
    """Give what JupyterLab's server answers, None while it doesn't."""
    try:
        with urlopen(
            Request(address, method=method, headers={"Authorization": f"token {TOKEN}"}), timeout=10
        ) as answer:
            return json.loads(answer.read() or "true")
    except (URLError, ConnectionError):
        return None


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab by `cnai lab`, with settings of its own; give its address and its notebooks' folder."""
    home = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = {"port": port, "port_retries": 0, "open_browser": False, "allow_root": True}
    config = {"config/jupyter_server_config.json": {"ServerApp": server, "IdentityProvider": {"token": TOKEN}}}
    settings = {f"settings/@jupyterlab/{name}.jupyterlab-settings": value for name, value in SETTINGS.items()}
    for name, value in {**config, **settings}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(json.dumps(value))
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTER_DATA_DIR": "data"}
    places |= {"JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
    env = os.environ | {key: str(home / name) for key, name in places.items()}
    command = [sys.executable, "-m", "cnai._cli", "lab", "mine"]
    with (home / "log").open("w+") as log:
        started = subprocess.Popen(
            command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            until("JupyterLab to start", lambda: ask(f"{address}/api/status") or started.poll() is not None)
            assert started.poll() is None, (home / "log").read_text()
            yield address, home / "mine"
            ask(f"{address}/api/shutdown", "POST")
            assert started.wait(30) == 0
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def page(lab: tuple[str, Path]) -> Iterator[Page]:
    """Give a browser's page with the notebook open in JupyterLab and its kernel at rest."""
    address, _ = lab

    def idle() -> str:
        kernels = [s["kernel"] for s in ask(f"{address}/api/sessions") or []]
        return kernels[0]["id"] if len(kernels) == 1 and kernels[0]["execution_state"] == "idle" else ""

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in FLAGS.split()])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/lab/tree/{STORED.name}?token={TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
        until("one kernel at rest, twice", lambda: (before := idle()) and not time.sleep(1) and idle() == before)
        yield page
        browser.close()


def prompts(page: Page) -> list[str]:
    """What stands before each code cell."""
    return page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").all_inner_texts()


def choose(page: Page, menu: str, entry: str) -> None:
    """Choose an entry of a menu, as a reader does."""
    page.locator("#jp-MainMenu").get_by_text(menu, exact=True).click()
    page.locator(".lm-Menu").get_by_text(entry, exact=True).click()


def test_no_line_of_code_is_cut_in_a_window_of_1280_pixels(page: Page) -> None:
    cells = page.locator(".jp-Notebook .jp-CodeCell .cm-scroller")
    cut = cells.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)")
    assert (cells.count(), cut) == (sum(c.cell_type == "code" for c in read(STORED).cells), [])


def test_a_notebook_runs_in_jupyterlab_and_shows_its_pictures_and_tables(
    page: Page, lab: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored, shown = read(STORED), page.locator(".jp-Notebook .jp-OutputArea-output")
    data = [o.data for c in stored.cells if c.cell_type == "code" for o in c.outputs if "data" in o]
    pictures = sum(PICTURES[0] in d for d in data)
    tables = sum("<table" in d.get("text/html", "") for d in data)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    choose(page, "Edit", "Clear Outputs of All Cells")
    until("the outputs to be cleared", lambda: shown.count() == 0)
    assert set(prompts(page)) == {"[ ]:"}

    choose(page, "Run", "Run All Cells")
    until("every cell to run", lambda: not {"[ ]:", "[*]:"} & {*prompts(page)})
    assert prompts(page) == [f"[{n}]:" for n in range(1, len(prompts(page)) + 1)]
    until("the pictures", lambda: shown.locator("img").count() >= pictures)
    assert page.evaluate("[...document.querySelectorAll('.jp-OutputArea-output img')].every(i => i.naturalWidth > 300)")
    assert (shown.locator("img").count(), shown.locator("table").count()) == (pictures, tables)
    assert page.locator(".jp-Notebook [data-mime-type*=stderr], .jp-Notebook [data-mime-type*=error]").count() == 0
    prose = page.locator(".jp-Notebook .jp-MarkdownOutput").all_inner_texts()
    assert len(prose) == sum(c.cell_type == "markdown" for c in stored.cells)
    assert [text for text in prose if "<!--" in text or "-->" in text] == []

    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.jp-NotebookPanel *')].map(e => e.scrollHeight))"
    )
    page.set_viewport_size({"width": 1280, "height": min(height + 120, 14_000)})
    page.evaluate("document.querySelectorAll('.jp-NotebookPanel *').forEach(e => e.scrollTop = 0)")
    page.wait_for_timeout(1000)
    picture = tmp_path / "lab.png"
    page.screenshot(path=picture)

    page.keyboard.press("Control+s")
    saved = lab[1] / STORED.name
    until("the notebook to be saved", lambda: saved.read_bytes() != STORED.read_bytes())  # the lab adds metadata
    assert differences(stored, read(saved), STORED.name) == []
    assert errors == []
    seen = f"{len(prompts(page))} cells, {pictures} pictures, {tables} tables"
    with capsys.disabled():
        print(f"\n{STORED.name} ran in JupyterLab: {seen}; {picture}")
