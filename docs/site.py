"""What `make site` adds to the pages: the font, out of the package (a hook of MkDocs)."""

from importlib.resources import files as package_files
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

STATIC = Path(str(package_files("ravi").joinpath("web", "static")))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The font and its licence beside the style that names it."""
    for name in ("vazirmatn.woff2", "vazirmatn-OFL.txt"):
        files.append(File.generated(config, f"style/{name}", abs_src_path=str(STATIC / name)))
    return files
