"""The forms of a word, for a search in which forms do not matter: verbs by our own table, all others by simplemma.

Needs the extra `ravi[lemmas]`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from ravi.errors import ExtraMissing
from ravi.persian.verbs import FORMS
from ravi.store.folding import joined, letters


@cache
def forms_of_words() -> Callable[[str], Iterable[str]]:
    """What gives, for a word without half-spaces, all words of its lemma: «مسائل» → «مسئله», «مسئلۀ», …

    Raises `ExtraMissing`.
    """
    try:
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory
    except ImportError:
        raise ExtraMissing("lemmas", "simplemma") from None
    lemmas: dict[str, str] = {}
    forms: dict[str, list[str]] = defaultdict(list)
    for word, form in (*FORMS.items(), *((form.lemma, form) for form in dict.fromkeys(FORMS.values()))):
        folded = joined(letters(word))
        lemmas[folded] = joined(letters(form.lemma))
        forms[lemmas[folded]].append(word)
    for word, lemma in DefaultDictionaryFactory().get_dictionary("fa").items():
        folded = joined(letters(word))
        if folded in lemmas or " " in folded or not folded:
            continue
        lemmas[folded] = joined(letters(lemma))
        forms[lemmas[folded]].append(word)
    return lambda word: forms.get(lemmas.get(word, word), ())
