"""The index of words built again, where this Ravi folds words otherwise: some articles in one transaction.

Whoever opens the store after a run that was ended goes on with it; two who build it at once share the work.
"""

import logging
from array import array
from contextlib import nullcontext
from time import monotonic
from typing import TYPE_CHECKING

from ravi.store import index
from ravi.store.figures import count_speakers
from ravi.store.folding import FOLD_VERSION, key_of
from ravi.store.persons import count_all

if TYPE_CHECKING:
    from ravi.store.store import Store

_PART = 500  # articles in one transaction
_EVERY = 5.0  # seconds, after which it is told how far it is
_LOG = logging.getLogger(__name__)  # speaks on standard error where nobody has said otherwise
_DONE = (
    "ravi: %s: نمایۀ واژه\u200cها از نو ساخته می\u200cشود: %d از %d · "
    "%s: the index of words is built again: %d of %d; ended, it goes on when the store is next opened"
)


def build_index(store: "Store") -> None:
    """Fold the words of all articles anew, and put them in the index, the oldest first."""
    if not _begin(store):
        return
    run = store.connection.execute
    left = array("q", (key for (key,) in run(_LEFT)))
    since = monotonic()
    with index.merging_last(store.connection) if left else nullcontext():
        for at in range(0, len(left), _PART):
            with store.transaction():
                for key in left[at : at + _PART]:
                    if run(_STANDS, (key,)).fetchone():
                        store.index_article(key)
            if monotonic() - since > _EVERY:
                since = monotonic()
                _LOG.warning(_DONE, store.path, at + _PART, len(left), store.path, at + _PART, len(left))
    with store.transaction():
        run("UPDATE folding SET version = ?", (FOLD_VERSION,))


_LEFT = "SELECT key FROM articles WHERE key NOT IN (SELECT article FROM places) ORDER BY published, key"
_STANDS = "SELECT 1 FROM articles WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM places WHERE article = ?1)"


def _begin(store: "Store") -> bool:
    """Empty the index, where that was not done by a run that was ended; False where it is built already."""
    run = store.connection.execute
    with store.transaction():
        built = index.fold_of(store.connection)
        if built == FOLD_VERSION:  # another process was faster
            return False
        if built != -FOLD_VERSION:
            index.clear(store.connection)
            names = run("SELECT key, name FROM names").fetchall()
            folded = [(key_of(name), key) for key, name in names]
            store.connection.executemany("UPDATE names SET folded = ? WHERE key = ?", folded)
            count_speakers(store.connection)
            count_all(store.connection)
            run("DELETE FROM linked")  # what was linked by folded words
            run("INSERT INTO folding VALUES (1, ?)", (-FOLD_VERSION,))
    return True
