"""What holds for the tree as a whole, whatever the modules do."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import ravi
from ravi.persian.letters import BIDI_CONTROLS, BOM, ZWJ, ZWNJ, ZWSP
from ravi.pipeline import STEPS

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path for folder in ("src", "tests", "evals", "bench", "training") for path in (ROOT / folder).rglob("*.py")
)
TABLES = sorted((ROOT / "src" / "ravi" / "data").glob("*.tsv"))
INVISIBLE = re.compile(f"[{BIDI_CONTROLS}{BOM}{ZWJ}{ZWNJ}{ZWSP}\u00ad\u061c]")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_architecture_every_step_file_is_a_step_of_the_pipeline() -> None:
    files = {path.stem for path in (ROOT / "src" / "ravi" / "steps").iterdir() if not path.stem.startswith("_")}
    assert files - {"decode"} == {step.run.__module__.split(".")[2] for step in STEPS}


def test_architecture_every_step_has_a_name_of_its_own() -> None:
    names = [step.name for step in STEPS]
    assert sorted(names) == sorted(set(names))


def test_architecture_sources_are_short_and_hold_nothing_invisible() -> None:
    wrong = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        found = INVISIBLE.search(text)
        if found is not None:
            line = text.count("\n", 0, found.start()) + 1
            wrong.append(f"{named(path)}:{line}: write U+{ord(found[0]):04X} by its name")
        if text.count("\n") > 600:
            wrong.append(f"{named(path)}: it has over 600 lines")
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}:
            wrong.append(f"{named(path)}: a name that says nothing")
    assert wrong == []


def test_architecture_public_things_say_what_they_are() -> None:
    kinds = (ast.FunctionDef, ast.ClassDef)
    silent = []
    for path in SOURCES:
        if "src" in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
            silent += [f"{named(path)}: {node.name}" for node in public if not ast.get_docstring(node)]
            silent += [] if ast.get_docstring(tree) else [f"{named(path)}: the module"]
    assert silent == []


def test_architecture_tables_say_their_source_and_licence() -> None:
    wrong = []
    for path in TABLES:
        lines = path.read_text(encoding="utf-8").split("\n")
        head = " ".join(line for line in lines if line.startswith("#")).lower()
        wrong += [f"{named(path)}: its head names no {word}e" for word in ("sourc", "licenc") if word not in head]
        rows = [line for line in lines if line and not line.startswith("#")]
        if len({row.count("\t") for row in rows}) != 1:
            wrong.append(f"{named(path)}: its rows have different numbers of columns")
    assert wrong == []


def test_architecture_public_names_are_there_and_are_all() -> None:
    assert sorted(ravi.__all__) == list(ravi.__all__)
    assert all(hasattr(ravi, name) for name in ravi.__all__)  # each is looked up when it is first asked for
    own = {name for name, value in vars(ravi).items() if not name.startswith("_") and not _is_module(value)}
    assert own == set(ravi.__all__)


def _is_module(value: object) -> bool:
    return type(value).__name__ == "module"


def test_architecture_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    assert versions[0] == ravi.__version__


def test_architecture_imports_point_down() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_architecture_nothing_is_imported_before_it_is_needed() -> None:
    code = """if True:
        import sys, ravi
        ravi.__version__
        assert "ravi.record" not in sys.modules, "a version needs no record"
        ravi.repair("وزیر آمد.")
        assert not {"ravi.pipeline", "ravi.steps.quotes"} & set(sys.modules), "repairing needs no reading"
        ravi.read("وزیر آمد.")
        assert not {"rich", "typer", "sqlite3"} & set(sys.modules), "reading needs no terminal and no store"
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("module", ["ravi.cli", "ravi.export", "ravi.terminal", "ravi.doctor", "ravi.pipeline"])
def test_architecture_module_imports_alone(module: str) -> None:
    assert import_module(module).__name__ == module
