"""What can go wrong, as one tree.

RaviError
├── ExtraMissing    an optional package is not installed; the message names the extra that brings it
├── InputError      what was handed in cannot be read: bytes that are no text, a broken JSON line, a date that
│                   does not exist; the message says what to do
├── LayerMissing    a step asked for a layer that no earlier step has filled: an order of steps that cannot work
├── ModelError      a model pack that is not whole, or of another format; the message says what to do
├── StepError       a step raised on one article; the run goes on, the article becomes a `Failure`
└── StoreError      a file that is no store, or not this Ravi's; the message says what to do
"""


class RaviError(Exception):
    """The root: everything that Ravi raises on purpose."""


class ExtraMissing(RaviError, ImportError):  # noqa: N818 - it names a state, as FileExists does
    """An optional package is not installed. The message is one line that names the extra that brings it."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'ravi[{extra}]'")


class InputError(RaviError):
    """What was handed in cannot be read. The message is one line in plain words that says what to do."""


class LayerMissing(RaviError, AttributeError):  # noqa: N818 - it names a state, as FileExists does
    """A step needs a layer that is not there yet."""


class ModelError(RaviError):
    """A model pack cannot be used. The message says which file and what to do."""


class StepError(RaviError):
    """A step raised on one article.

    The article's id and the step's name are kept so that a run over many can name them.
    """

    def __init__(self, article_id: str, step: str, message: str) -> None:
        super().__init__(f"{article_id}: {step}: {message}")
        self.article_id = article_id
        self.step = step
        self.message = message


class StoreError(RaviError):
    """A store cannot be used. The message is one line that names the file and says what to do."""
