"""Supply chain: no network at run time, each dependency with its reason, nothing in a notebook that could run."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Runs in a process of its own; a Python audit hook sees Python's sockets, the kernel's counters those of any library.
RUN = """
import sys
from pathlib import Path

def seen(event, arguments):
    if event.startswith("socket.") and event.split(".")[1] in WATCHED:
        raise RuntimeError(f"{event} {arguments}")

WATCHED = {"connect", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo", "bind", "sendto", "sendmsg"}
sys.addaudithook(seen)

def counters():
    found, lines = {}, Path("/proc/net/snmp").read_text().splitlines()
    for names, values in zip(lines[::2], lines[1::2]):
        kind, *rest = names.split()
        found |= dict(zip((kind + name for name in rest), map(int, values.split()[1:])))
    return {k: found[k] for k in ("Ip:OutNoRoutes", "Ip:OutRequests", "Tcp:ActiveOpens", "Udp:OutDatagrams")}

alone = sys.argv[1] == "alone"
before = counters() if alone else {}
import contextlib, io, os, tempfile
import cnai
from cnai import charts
from cnai._cli import main
from cnai._reporting.page import page

os.chdir(tempfile.mkdtemp())
try:
    exec(sys.argv[2])
finally:
    after = counters() if alone else {}
print("opened:", {k: after[k] - before[k] for k in after if after[k] != before[k]})
"""
EVERYTHING = """
con = cnai.connect()
with contextlib.redirect_stdout(io.StringIO()):
    for words in ("check", "build --to x.duckdb", "why closures-2022", "export parquet p", "export dta dta",
                  "export xlsx xlsx", "sql 'select 1'"):
        import shlex
        if main(shlex.split(words)):
            raise RuntimeError(words)
for engine in ("pandas", "polars"):
    cnai.read("funding", engine=engine)
for name in ("closures_per_day", "closures_reconciled"):
    charts.draw(name, con).save(f"{name}.svg")
Path("report.html").write_text(page(con, []), "utf-8")
cnai.cite("startups", style="bibtex")
"""


def network(code):
    """Run code where there is no network, or under the audit hook alone; gives how, what it said, and its errors."""
    unshare = shutil.which("unshare")
    ways = [[unshare, "-n"], [unshare, "-rn"]] if unshare else []
    for way in ways:
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            break
    else:
        way = []
    command = [*way, sys.executable, "-c", RUN, "alone" if way else "shared", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return bool(way), done.stdout, done.stderr


def test_nothing_opens_a_network_connection():
    alone, out, err = network(EVERYTHING)
    assert out == "opened: {}\n", err
    print("in a network of its own" if alone else "under an audit hook alone")


def test_a_connection_would_be_noticed():
    tries = "import socket\nsocket.create_connection(('192.0.2.1', 80), 1)"
    assert "socket.getaddrinfo" in network(tries)[2]
    alone, out, _ = network(
        "import subprocess\nsubprocess.run([sys.executable, '-c', \"import socket; "
        "s = socket.socket(); s.settimeout(1); s.connect_ex(('192.0.2.1', 80))\"])"
    )
    assert out == ("opened: {'Ip:OutNoRoutes': 1}\n" if alone else "opened: {}\n")


def reasons():
    """Extra and names of every dependency that docs/dependencies.md gives a reason for."""
    found, extra = {}, ""
    for line in (ROOT / "docs" / "dependencies.md").read_text("utf-8").splitlines():
        head = re.fullmatch(r"\| (?:always|extra `(\w+)`) \| for \|", line)
        row = re.fullmatch(r"\| `([\w-]+)` \| (\S.{20,}) \|", line)
        if head:
            extra = head[1] or ""
            found[extra] = set()
        elif row:
            found[extra].add(row[1])
    return found


def test_every_dependency_at_run_time_has_its_reason():
    wanted = {"": PROJECT["dependencies"]} | {
        extra: PROJECT["optional-dependencies"][extra] for extra in ("notebooks", "excel")
    }
    assert reasons() == {extra: {Requirement(line).name for line in lines} for extra, lines in wanted.items()}


def test_every_import_of_the_package_is_of_itself_the_standard_library_or_a_dependency():
    known = {*sys.stdlib_module_names, "cnai"}
    known |= {Requirement(line).name for line in PROJECT["dependencies"]}
    for lines in PROJECT["optional-dependencies"].values():
        known |= {Requirement(line).name for line in lines}
    known |= {"numpy", "PIL", "jupyter_client", "IPython"}  # they come with pandas, matplotlib and ipykernel
    found = {}
    for path in (ROOT / "cnai").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                found.setdefault(name.partition(".")[0], path.name)
    assert {name: file for name, file in found.items() if name not in known} == {}


HARMLESS = {"text/plain", "text/html", "image/png"}
TAGS = set("div table thead tbody tfoot tr th td style p small span b i em strong code pre br ul ol li h3 h4 a".split())


class Harmful(HTMLParser):
    """What a browser could run or load, of a notebook's HTML."""

    def __init__(self, text):
        super().__init__()
        self.found, self.within = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.within = tag
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or re.match(r"\s*(?:javascript|data|https?):|//", value or "", re.IGNORECASE):
                self.found.append(f"{name}={value}")

    def handle_data(self, data):
        if self.within == "style" and re.search(r"url\(|@import|expression\(", data):
            self.found.append(data)


def outputs(path):
    for n, one in enumerate(json.loads(path.read_text("utf-8"))["cells"], 1):
        for output in one.get("outputs", ()):
            yield n, output.get("data", {})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebook_holds_nothing_that_could_run_in_a_browser(path):
    for n, data in outputs(path):
        assert set(data) <= HARMLESS, f"cell {n}"
        html = "".join(data.get("text/html", ""))
        assert Harmful(html).found == [], f"cell {n}"
    notebook = json.loads(path.read_text("utf-8"))
    assert not {"widgets"} & set(notebook["metadata"])
    for one in notebook["cells"]:
        if one["cell_type"] == "markdown":
            assert not re.search(r"<(?:script|iframe|object|embed|img|svg|link|style|form)|javascript:|!\[",
                                 "".join(one["source"]), re.IGNORECASE)  # fmt: skip
            assert not one.get("attachments")


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<img src='https://a.b/c.png'>", "<a href='javascript:x'>", "<td onclick='x'>",
        "<iframe>", "<style>@import 'x';</style>", "<svg/onload=x>", "<a href='//a.b'>",
    ],
)  # fmt: skip
def test_what_could_run_would_be_noticed(html):
    assert Harmful(html).found
